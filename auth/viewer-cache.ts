import { LRUCache } from 'lru-cache';
import type { Workspace } from '../data/workspace.js';
import { hashedToken, type Credentials } from './credentials.js';
import type { FindViewer, Viewer } from './viewer.js';

const mostViewers = 10_000;

/**
 * Looks the same credentials up once in `keptMS` at most, however many requests carry them: what is
 * revoked is refused that much later at the latest. Only viewers that were found are kept; unknown
 * credentials are looked up every time. 0 keeps nothing.
 */
export function cachedViewers(findViewer: FindViewer, keptMS: number): FindViewer {
  if (keptMS === 0) return findViewer;
  const viewers = new LRUCache<string, Viewer, Lookup>({
    max: mostViewers,
    ttl: keptMS,
    // Those who wait for a look-up get its result, even if it has been pushed out meanwhile.
    ignoreFetchAbort: true,
    fetchMethod: (_key, _stale, { context: { workspace, credentials } }) =>
      findViewer(workspace, credentials),
  });
  return async (workspace, credentials) => {
    const key = `${hashedToken(credentials.token)} ${credentials.userId}`;
    return viewers.get(key) ?? viewers.fetch(key, { context: { workspace, credentials } });
  };
}

interface Lookup {
  readonly workspace: Workspace;
  readonly credentials: Credentials;
}
