import { LRUCache } from 'lru-cache';
import type { FindViewer, Viewer } from './viewer.js';

const maxViewers = 10_000;

/**
 * Looks the same credentials up once in `ttlMS` at most, however many requests carry them: what is
 * revoked is rejected that much later at the latest, counted from the start of the look-up. Only
 * viewers that were found are cached; unknown credentials are looked up every time. 0 disables.
 */
export function cachedViewers(findViewer: FindViewer, ttlMS: number): FindViewer {
  if (ttlMS === 0) return findViewer;
  const viewers = new LRUCache<string, Viewer>({
    max: maxViewers,
    ttl: ttlMS,
    // To look at the clock costs less than the library's timer that saves it.
    ttlResolution: 0,
  });
  const inFlight = new Map<string, Promise<Viewer | undefined>>();

  return (workspace, credentials) => {
    const { key } = credentials;
    const cached = viewers.get(key);
    if (cached) return Promise.resolve(cached);
    const waiting = inFlight.get(key);
    if (waiting) return waiting;

    const start = performance.now();
    const finding = findViewer(workspace, credentials)
      .then((viewer) => {
        if (viewer) viewers.set(key, viewer, { start });
        return viewer;
      })
      .finally(() => inFlight.delete(key));
    inFlight.set(key, finding);
    return finding;
  };
}
