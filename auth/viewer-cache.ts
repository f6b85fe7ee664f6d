import { LRUCache } from 'lru-cache';
import type { Credentials } from './credentials.js';
import type { FindViewer, Viewer } from './viewer.js';

const maxViewers = 10_000;

export interface Viewers {
  /** The viewer of credentials that were looked up a short time ago. */
  readonly cached: (credentials: Credentials) => Viewer | undefined;
  /** Looks credentials up, or joins a look-up of the same in flight. */
  readonly find: FindViewer;
}

/**
 * Looks the same credentials up once in `ttlMS` at most, however many requests carry them: what is
 * revoked is rejected that much later at the latest, counted from the start of the look-up. Only
 * viewers that were found are cached; unknown credentials are looked up every time. 0 disables.
 */
export function cachedViewers(findViewer: FindViewer, ttlMS: number): Viewers {
  if (ttlMS === 0) return { cached: () => undefined, find: findViewer };
  /** By their tokens, whose hashes would take longer than all else here. */
  const viewers = new LRUCache<string, Viewer>({
    max: maxViewers,
    ttl: ttlMS,
    // To look at the clock costs less than the library's timer that saves it.
    ttlResolution: 0,
    // No token is held for longer.
    ttlAutopurge: true,
  });
  const inFlight = new Map<string, Promise<Viewer | undefined>>();

  return {
    cached({ userId, token }) {
      const viewer = viewers.get(token);
      return viewer?.userId === userId ? viewer : undefined;
    },
    find(workspace, credentials) {
      const { key, token } = credentials;
      const waiting = inFlight.get(key);
      if (waiting) return waiting;

      const start = performance.now();
      const finding = findViewer(workspace, credentials)
        .then((viewer) => {
          if (viewer) viewers.set(token, viewer, { start });
          return viewer;
        })
        .finally(() => inFlight.delete(key));
      inFlight.set(key, finding);
      return finding;
    },
  };
}
