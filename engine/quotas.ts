import type { Credentials } from '../auth/credentials.js';
import type { Viewer } from '../auth/viewer.js';
import { lookUpLimit } from './look-up-limit.js';
import { windowCounter, type Consumption, type CountStore } from './window-counter.js';
import { tooManyRequests } from '../schema/errors.js';

/** The limits whose excess is a 429. */
export type Limit =
  'connection limit' | 'rate limit' | 'anonymous rate limit' | 'query cost limit' | 'stream limit';

/** Limits per minute on what one client costs, so that no client can occupy the database. */
export interface Quotas {
  /** Consumes the cost of a metric. @throws `TOO_MANY_REQUESTS`. */
  consume(viewerId: string, cost: number): Promise<void>;
  /**
   * Finds the viewer of a request, and counts the request for its client if there is none. A client
   * above the limit has no credentials looked up beyond `LookUpLimit`. @throws `TOO_MANY_REQUESTS`.
   */
  readonly admit: (
    client: string,
    credentials: Credentials | undefined,
    find: (credentials: Credentials) => Promise<Viewer | undefined>,
  ) => Promise<Viewer | undefined>;
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
  const lookUps = lookUpLimit(windowMS);
  const tooManyAnonymous = ({ resetsInMS }: Consumption) =>
    tooManyRequests(
      `The limit of ${anonymousRateLimit} requests per minute without valid credentials is exceeded (ANONYMOUS_RATE_LIMIT).`,
      resetsInMS,
    );
  return {
    async consume(viewerId, cost) {
      const account = await viewers?.consume(viewerId, cost);
      if (account?.isExceeded) {
        throw tooManyRequests(
          `The cost limit of ${queryCostLimit} per minute is exceeded (QUERY_COST_LIMIT).`,
          account.resetsInMS,
        );
      }
    },
    async admit(client, credentials, find) {
      if (!anonymousClients) return credentials && find(credentials);
      const isKnown = credentials && lookUps.isRemembered(credentials);
      const known = isKnown ? await find(credentials) : undefined;
      if (known) return known;
      // Counted before the look-up, so that requests at the same time do not all have one.
      const account = await anonymousClients.consume(client, 1);
      if (account.isExceeded && !lookUps.mayLookUp(client, credentials)) {
        throw tooManyAnonymous(account);
      }
      const viewer = credentials && !isKnown ? await find(credentials) : undefined;
      if (viewer && credentials) {
        lookUps.remember(credentials);
        await anonymousClients.refund(client, 1);
      } else if (account.isExceeded) throw tooManyAnonymous(account);
      return viewer;
    },
  };
}
