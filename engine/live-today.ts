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
  /** When it may get the next value, and so when one is computed. */
  nextAt: number;
  readonly push: (value: Today) => void;
}

/** The subscribers of a time zone, and what was last computed for them: nothing if that failed. */
interface Zone {
  readonly subscribers: Set<Subscriber>;
  latest: { readonly value: Promise<Today | undefined>; readonly at: number } | undefined;
}

/** The shortest interval that a subscriber may choose: others get what was computed within it. */
const shortestMS = 2_000;

/**
 * Computes `today` for all subscribers of a zone whenever one of them may get a value, at most once in
 * the shortest interval, and not at all without subscribers. A failed computation is logged, and tried
 * again after the shortest interval.
 */
export function liveToday({ database, days, timeoutMS, log }: LiveTodayOptions): FollowToday {
  const zones = new Map<string, Zone>();

  async function compute(timeZone: string): Promise<Today | undefined> {
    const limits = { deadline: Date.now() + timeoutMS };
    const source: Source = {
      ...database.within(limits),
      days: days.within(limits),
      run: (metric, args) => metric.run(source, args),
    };
    try {
      return await today.run(source, { timeZone });
    } catch (error) {
      log.warn(error);
      return undefined;
    }
  }

  function latest(timeZone: string, zone: Zone): Promise<Today | undefined> {
    if (!zone.latest || Date.now() - zone.latest.at >= shortestMS) {
      zone.latest = { value: compute(timeZone), at: Date.now() };
    }
    return zone.latest.value;
  }

  async function poll(timeZone: string, zone: Zone): Promise<void> {
    const { subscribers } = zone;
    while (subscribers.size > 0) {
      const value = await latest(timeZone, zone);
      for (const subscriber of subscribers) send(subscriber, value);
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
    const known = zones.get(timeZone);
    const zone = known ?? { subscribers: new Set(), latest: undefined };
    zone.subscribers.add(subscriber);
    values.onEnd(() => zone.subscribers.delete(subscriber));
    if (known) {
      // A newcomer does not wait for the next computation of the zone.
      void latest(timeZone, zone).then((value) => {
        send(subscriber, value);
      });
    } else {
      zones.set(timeZone, zone);
      void poll(timeZone, zone);
    }
    return values.iterator;
  };
}

/** Sends a value to a subscriber whose time has come, if it has changed. */
function send(subscriber: Subscriber, value: Today | undefined): void {
  const now = Date.now();
  if (now < subscriber.nextAt) return;
  subscriber.nextAt = now + (value ? subscriber.everyMS : shortestMS);
  if (!value) return;
  const text = JSON.stringify({ ...value, computedAt: undefined, coverage: undefined });
  if (text === subscriber.lastText) return;
  subscriber.lastText = text;
  subscriber.push(value);
}

/** How often a wait looks whether subscribers have come or gone. */
const checkMS = 500;

/** Waits until a subscriber may get a value, or until there are none. */
async function waitForNext(subscribers: ReadonlySet<Subscriber>): Promise<void> {
  while (subscribers.size > 0) {
    const left = Math.min(...[...subscribers].map(({ nextAt }) => nextAt)) - Date.now();
    if (left <= 0) return;
    await new Promise((resolve) => setTimeout(resolve, Math.min(left, checkMS)).unref());
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
