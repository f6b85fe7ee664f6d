import { setMaxListeners } from 'node:events';
import { LRUCache } from 'lru-cache';
import type { Metric } from '../analytics/metric.js';
import { isSettled } from '../analytics/nightly-job.js';

/** A result and when it was computed, in epoch milliseconds. */
export interface CachedResult {
  readonly result: unknown;
  readonly computedAt: number;
}

/** A store that several gateways share. When it fails, nothing is found and nothing is stored. */
export interface SharedResults {
  read(key: string): Promise<CachedResult | undefined>;
  write(key: string, cached: CachedResult, forMS: number): void;
}

export interface ResultCacheOptions {
  /** How long results are cached that may still change; 0 disables. */
  readonly freshMS: number;
  /** How long results are cached that the nightly job does not change any more; 0 disables. */
  readonly settledMS: number;
  /** What all results in memory may occupy, in bytes. */
  readonly maxBytes?: number;
  readonly shared?: SharedResults | undefined;
  /** Called once per call with where its result comes from. */
  readonly onResult?: ((metric: string, source: ResultSource) => void) | undefined;
}

/** Where a result comes from: the cache, a computation in flight, or a computation of its own. */
export type ResultSource = 'cached' | 'shared' | 'computed';

export interface ResultCache {
  cached(metric: Named, parameters: object): CachedResult | undefined;
  /**
   * Computes a result that is not cached, or joins a computation of the same result in flight. The
   * computation's signal aborts once every client that waits for it has disconnected.
   */
  compute<Args extends object>(
    metric: Metric<Args, unknown>,
    parameters: Args,
    compute: (signal: AbortSignal) => Promise<CachedResult>,
    clientDisconnected?: AbortSignal,
  ): Promise<CachedResult>;
}

type Named = Pick<Metric<never, unknown>, 'name'>;

/** What an entry occupies beside its key and its result. */
const bytesPerEntry = 500;
/** What a result occupies for each character of its JSON, at most: `0,` in an array takes 8 bytes. */
const bytesPerCharacter = 4;

/**
 * Caches results in memory, bounded by their size, and in `shared` where it is given. While a result
 * is computed, all requests for it wait for the same computation; a failure reaches them all and is
 * not cached.
 */
export function resultCache({
  freshMS,
  settledMS,
  maxBytes = 64 * 1024 * 1024,
  shared,
  onResult,
}: ResultCacheOptions): ResultCache {
  const cached = new LRUCache<string, CachedResult>({
    maxSize: maxBytes,
    // To look at the clock costs less than the library's timer that saves it.
    ttlResolution: 0,
  });
  const inFlight = new Map<string, InFlight>();

  return {
    cached(metric, parameters) {
      const found = cached.get(keyOf(metric, parameters));
      if (found) onResult?.(metric.name, 'cached');
      return found;
    },
    compute(metric, parameters, compute, clientDisconnected) {
      const key = keyOf(metric, parameters);
      const known = inFlight.get(key);
      onResult?.(metric.name, known ? 'shared' : 'computed');
      const computation = known ?? begin(key, metric, parameters, compute);
      computation.join(clientDisconnected);
      return computation.result;
    },
  };

  function begin<Args extends object>(
    key: string,
    metric: Metric<Args, unknown>,
    parameters: Args,
    compute: (signal: AbortSignal) => Promise<CachedResult>,
  ): InFlight {
    const end = metric.period?.(parameters).end.getTime() ?? Infinity;
    const isFinal = metric.settles && isSettled(end, Date.now());
    const ttl = isFinal ? settledMS : freshMS;
    const allDisconnected = new AbortController();
    // Every read of the computation listens to it; Node would warn of a leak from the eleventh on.
    setMaxListeners(0, allDisconnected.signal);
    const forget = () => {
      if (inFlight.get(key) === computation) inFlight.delete(key);
    };
    let waiting = 0;
    const computation: InFlight = {
      result: readOrCompute(key, metric, () => compute(allDisconnected.signal), ttl).finally(
        forget,
      ),
      join(clientDisconnected) {
        waiting += 1;
        const leave = () => {
          waiting -= 1;
          if (waiting > 0) return;
          // Later requests must not join a computation that is being cancelled.
          forget();
          allDisconnected.abort();
        };
        if (clientDisconnected?.aborted) leave();
        else clientDisconnected?.addEventListener('abort', leave, { once: true });
      },
    };
    inFlight.set(key, computation);
    return computation;
  }

  async function readOrCompute(
    key: string,
    { bytes }: Pick<Metric<never, unknown>, 'bytes'>,
    compute: () => Promise<CachedResult>,
    ttl: number,
  ): Promise<CachedResult> {
    const store = bytes ? undefined : shared;
    const read = ttl > 0 ? await store?.read(key) : undefined;
    // Another gateway may cache results for longer than this one does.
    const found = read && read.computedAt + ttl > Date.now() ? read : undefined;
    const result = found ?? (await compute());
    const left = result.computedAt + ttl - Date.now();
    if (left > 0) {
      const size =
        bytes?.(result.result) ?? bytesPerCharacter * JSON.stringify(result.result).length;
      // The text of a list may be a thousand times as long as the result for it.
      cached.set(key, result, { ttl: left, size: size + 2 * key.length + bytesPerEntry });
      if (!found) store?.write(key, result, left);
    }
    return result;
  }
}

/** The key of a metric's result: its name and its arguments. */
export function keyOf({ name }: Named, parameters: object): string {
  let key = name;
  for (const parameter in parameters) {
    const value: unknown = parameters[parameter as keyof typeof parameters];
    // Dates are most of them, and their JSON costs ten times as much.
    key += ` ${parameter}=${value instanceof Date ? value.getTime() : JSON.stringify(value)}`;
  }
  return key;
}

/** A computation and the requests that wait for it. */
interface InFlight {
  readonly result: Promise<CachedResult>;
  join(clientDisconnected: AbortSignal | undefined): void;
}
