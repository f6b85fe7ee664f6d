import type { FastifyRequest } from 'fastify';
import type { WindowCounter } from '../engine/window-counter.js';
import { tooManyCalls, type RestResponse } from './responses.js';

/** What one call has used up. */
export interface CountedCall {
  readonly isExceeded: boolean;
  /** Rocket.Chat's headers: the limit, what is left of it, and when it is whole again. */
  readonly headers: Readonly<Record<string, number>>;
  /** The 429 of a call over the limit. */
  tooMany(): RestResponse;
  /** Takes the call back, for viewers who are exempt. */
  refund(): Promise<void>;
}

/** Counts one call; HEAD counts as GET. */
export type CountCall = (path: string, request: FastifyRequest) => Promise<CountedCall>;

/** Rocket.Chat's limit: so many calls in a fixed window per path and client address. */
export function callCounter(calls: number, counter: WindowCounter): CountCall {
  return async (path, request) => {
    const key = `${path} ${request.ip}`;
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
      refund: () => counter.refund(key, 1),
    };
  };
}
