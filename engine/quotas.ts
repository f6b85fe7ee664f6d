import { windowCounter, type CountStore, type WindowCounter } from './window-counter.js';
import { tooManyRequests } from '../schema/errors.js';

/** Limits per minute on what one client costs, so that no client can occupy the database. */
export interface Quotas {
  /** Consumes the cost of a metric. @throws `TOO_MANY_REQUESTS`. */
  consume(viewerId: string, cost: number): Promise<void>;
  /** Counts a request without a valid viewer. @throws `TOO_MANY_REQUESTS`. */
  countAnonymous(address: string): Promise<void>;
}

export interface QuotaSettings {
  /** Cost per viewer, in days of records; 0 disables. */
  readonly queryCostLimit: number;
  /** Requests per address; 0 disables. */
  readonly anonymousRateLimit: number;
}

const windowMS = 60_000;

export function quotas(
  { queryCostLimit, anonymousRateLimit }: QuotaSettings,
  store: CountStore | undefined,
): Quotas {
  const counter = (name: string, points: number) =>
    points > 0 ? windowCounter({ name, points, windowMS, store }) : undefined;
  const viewers = counter('viewers', queryCostLimit);
  const anonymousClients = counter('anonymous', anonymousRateLimit);
  return {
    consume: (viewerId, cost) =>
      take(
        viewers,
        viewerId,
        cost,
        `The cost limit of ${queryCostLimit} per minute is exceeded (QUERY_COST_LIMIT).`,
      ),
    countAnonymous: (address) =>
      take(
        anonymousClients,
        address,
        1,
        `The limit of ${anonymousRateLimit} requests per minute without valid credentials is exceeded (ANONYMOUS_RATE_LIMIT).`,
      ),
  };
}

async function take(
  counter: WindowCounter | undefined,
  key: string,
  points: number,
  message: string,
): Promise<void> {
  const account = await counter?.consume(key, points);
  if (account?.isExceeded) throw tooManyRequests(message, account.resetsInMS);
}
