import type { FastifyRequest } from 'fastify';
import type { Credentials } from '../auth/credentials.js';
import type { LookUpLimit } from '../engine/look-up-limit.js';
import type { WindowCounter } from '../engine/window-counter.js';
import { tooManyCalls, type RestResponse } from './responses.js';

/** What one call has used up. */
export interface CountedCall {
  readonly isExceeded: boolean;
  /** Rocket.Chat's headers: the limit, what is left of it, and when it resets. */
  readonly headers: Readonly<Record<string, number>>;
  /** The 429 of a call over the limit. */
  tooMany(): RestResponse;
  /** Whether a call over the limit may have its viewer looked up, who could be exempt. */
  mayLookUp(): boolean;
  /** Takes the call back, for viewers who are exempt, and remembers them for the window. */
  exempt(): Promise<void>;
}

export interface CallCounter {
  /** Whether the credentials were those of an exempt viewer within the window. */
  isRemembered(credentials: Credentials): boolean;
  /** Counts one call; HEAD counts as GET. */
  count(
    path: string,
    request: FastifyRequest,
    credentials: Credentials | undefined,
  ): Promise<CountedCall>;
}

export interface CallCounterOptions {
  readonly calls: number;
  readonly counter: WindowCounter;
  readonly lookUps: LookUpLimit;
  /** What counts as one client. */
  readonly clientOf: (request: FastifyRequest) => string;
}

/** Rocket.Chat's limit: so many calls in a fixed window per path and client. */
export function callCounter({
  calls,
  counter,
  lookUps,
  clientOf,
}: CallCounterOptions): CallCounter {
  return { isRemembered: (credentials) => lookUps.isRemembered(credentials), count };

  async function count(
    path: string,
    request: FastifyRequest,
    credentials: Credentials | undefined,
  ): Promise<CountedCall> {
    const client = clientOf(request);
    const key = `${path} ${client}`;
    const { isExceeded, remaining, resetsInMS } = await counter.consume(key, 1);
    const seconds = Math.ceil(resetsInMS / 1000);
    return {
      isExceeded,
      headers: {
        'x-ratelimit-limit': calls,
        'x-ratelimit-remaining': remaining,
        'x-ratelimit-reset': Date.now() + resetsInMS,
      },
      tooMany: () => tooManyCalls(seconds),
      mayLookUp: () => lookUps.mayLookUp(client, credentials),
      async exempt() {
        if (credentials) lookUps.remember(credentials);
        await counter.refund(key, 1);
      },
    };
  }
}
