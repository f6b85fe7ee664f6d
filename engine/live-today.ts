import type { Source } from '../analytics/metric.js';
import { today, type Today } from '../analytics/series/today.js';
import type { DayCache } from '../analytics/days/day-cache.js';
import type { Database } from '../data/mongo-workspace.js';

export interface LiveTodayOptions {
  readonly database: Database;
  readonly days: DayCache;
  /** How long the database may take for one computation. */
  readonly timeoutMS: number;
  readonly log: { warn(error: unknown): void };
}

/** The current day of a zone: at once, then whenever it has changed, at most every so many seconds. */
export type FollowToday = (timeZone: string, everySeconds: number) => AsyncIterableIterator<Today>;

interface Subscriber {
  readonly everyMS: number;
  lastText: string;
  nextAt: number;
  readonly push: (value: Today) => void;
}

/**
 * Computes `today` once per zone for all subscribers, at the smallest interval of theirs, and not at
 * all without subscribers. A failed computation is logged and tried again after the interval.
 */
export function liveToday({ database, days, timeoutMS, log }: LiveTodayOptions): FollowToday {
  const zones = new Map<string, Set<Subscriber>>();

  async function compute(timeZone: string): Promise<Today> {
    const limits = { deadline: Date.now() + timeoutMS };
    const source: Source = {
      ...database.within(limits),
      days: days.within(limits),
      run: (metric, args) => metric.run(source, args),
    };
    return today.run(source, { timeZone });
  }

  async function poll(timeZone: string, subscribers: Set<Subscriber>): Promise<void> {
    while (subscribers.size > 0) {
      try {
        const value = await compute(timeZone);
        for (const subscriber of subscribers) send(subscriber, value);
      } catch (error) {
        log.warn(error);
      }
      await waitForNext(subscribers);
    }
    zones.delete(timeZone);
  }

  return (timeZone, everySeconds) => {
    const values = latestValues<Today>();
    const subscriber: Subscriber = {
      everyMS: everySeconds * 1000,
      lastText: '',
      nextAt: 0,
      push: values.push,
    };
    const subscribers = zones.get(timeZone) ?? new Set();
    subscribers.add(subscriber);
    values.onEnd(() => subscribers.delete(subscriber));
    if (zones.has(timeZone)) {
      // A newcomer does not wait for the next computation of the zone.
      compute(timeZone).then(
        (value) => {
          send(subscriber, value);
        },
        (error: unknown) => {
          log.warn(error);
        },
      );
    } else {
      zones.set(timeZone, subscribers);
      void poll(timeZone, subscribers);
    }
    return values.iterator;
  };
}

function send(subscriber: Subscriber, value: Today): void {
  const text = JSON.stringify({ ...value, computedAt: undefined, coverage: undefined });
  if (text === subscriber.lastText || Date.now() < subscriber.nextAt) return;
  subscriber.lastText = text;
  subscriber.nextAt = Date.now() + subscriber.everyMS;
  subscriber.push(value);
}

const checkMS = 500;

/** Waits for the smallest interval of the subscribers, or until there are none. */
async function waitForNext(subscribers: ReadonlySet<Subscriber>): Promise<void> {
  const start = Date.now();
  const everyMS = () => Math.min(...[...subscribers].map((one) => one.everyMS));
  while (subscribers.size > 0 && Date.now() - start < everyMS()) {
    await new Promise((resolve) => setTimeout(resolve, checkMS).unref());
  }
}

/** An iterator over pushed values; a value that has not been read is replaced by the next one. */
function latestValues<Value>() {
  let pending: ((result: IteratorResult<Value, undefined>) => void) | undefined;
  let unread: { value: Value } | undefined;
  let isEnded = false;
  let end: () => void = () => undefined;
  const done = { value: undefined, done: true } as const;
  const iterator: AsyncIterableIterator<Value> = {
    next() {
      if (isEnded) return Promise.resolve(done);
      if (unread) {
        const { value } = unread;
        unread = undefined;
        return Promise.resolve({ value, done: false });
      }
      return new Promise((resolve) => {
        pending = resolve;
      });
    },
    return() {
      isEnded = true;
      end();
      pending?.(done);
      pending = undefined;
      return Promise.resolve(done);
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return {
    iterator,
    push: (value: Value) => {
      if (isEnded) return;
      if (pending) pending({ value, done: false });
      else unread = { value };
      pending = undefined;
    },
    onEnd: (action: () => void) => {
      end = action;
    },
  };
}
