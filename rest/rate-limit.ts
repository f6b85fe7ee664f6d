import type { FastifyRequest } from 'fastify';
import type { WindowCounter } from '../engine/window-counter.js';
import { tooManyCalls, type Answer } from './responses.js';

/** What one call has used up. */
export interface Spent {
  readonly isOver: boolean;
  /** Rocket.Chat's headers: the limit, what is left of it, and when it is whole again. */
  readonly headers: Readonly<Record<string, number>>;
  /** The 429 of a call over the limit. */
  tooMany(): Answer;
  /** Takes the call back, for viewers who are exempt. */
  forget(): Promise<void>;
}

/** Counts one call; HEAD counts as GET. */
export type CountCall = (path: string, request: FastifyRequest) => Promise<Spent>;

/** Rocket.Chat's limit: so many calls in a fixed window per path and client address. */
export function callCounter(calls: number, counter: WindowCounter): CountCall {
  return async (path, request) => {
    const key = `${path} ${request.ip}`;
    const { isOver, left, wholeAgainInMS } = await counter.spend(key, 1);
    const seconds = Math.ceil(wholeAgainInMS / 1000);
    return {
      isOver,
      headers: {
        'x-ratelimit-limit': calls,
        'x-ratelimit-remaining': left,
        'x-ratelimit-reset': Date.now() + wholeAgainInMS,
      },
      tooMany: () => tooManyCalls(seconds),
      forget: () => counter.giveBack(key, 1),
    };
  };
}
