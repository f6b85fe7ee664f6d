import { checkCollections } from '../../data/collections-check.js';
import { connectDatabase } from '../../data/mongo-workspace.js';

/** The message with which a start on this URL fails, if it does, and what it warns of. */
export async function startMessage(
  url: string,
): Promise<{ message: string | undefined; warnings: readonly string[] }> {
  const warnings: string[] = [];
  const log = { warn: (message: unknown) => warnings.push(String(message)) };
  try {
    const database = await connectDatabase({ url, timeZone: 'UTC' });
    await checkCollections(database, log).finally(() => database.close());
    return { message: undefined, warnings };
  } catch (error) {
    return { message: (error as Error).message, warnings };
  }
}
