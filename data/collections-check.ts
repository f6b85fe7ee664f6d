import type { FastifyBaseLogger } from 'fastify';
import type { Database } from './mongo-workspace.js';

const timeMS = 10_000;

/**
 * Warns when the database looks like another one than Rocket.Chat's.
 * @throws WorkspaceUnavailable that names the collections that the user may not read.
 */
export async function checkCollections(
  database: Database,
  log: Pick<FastifyBaseLogger, 'warn'>,
): Promise<void> {
  const found = await database.filledCollections(timeMS);
  if (found.size === 0) {
    log.warn(
      `The database ${database.name} has none of Rocket.Chat's collections: is its name right (MONGO_URL)?`,
    );
  } else if (!found.has('users')) {
    log.warn(`The database ${database.name} has no users: no request can be authenticated.`);
  }
}
