import type { BsonDocument } from '../../data/workspace.js';
import type { Interceptor } from '../../embedded/wire/server.js';
import type { Store } from '../../embedded/wire/store.js';

/**
 * Adds the writing commands that tests fill a store with, which the embedded server itself does not
 * have. `intercept` sees every command first.
 */
export function withWrites(store: Store, intercept?: Interceptor): Interceptor {
  return async (request) => {
    const reply = await intercept?.(request);
    if (reply !== undefined) return reply;
    const { database, name, command } = request;
    if (name === 'dropDatabase') {
      store.dropDatabase(database);
      return { ok: 1 };
    }
    if (name !== 'insert') return undefined;
    const documents = command.documents as BsonDocument[];
    store.load(database, String(command.insert), documents);
    return { n: documents.length, ok: 1 };
  };
}
