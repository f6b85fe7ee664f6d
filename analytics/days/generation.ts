import { LRUCache } from 'lru-cache';
import type { Workspace } from '../../data/workspace.js';
import type { DayColumns, DayKind, DayNumber } from './day-kind.js';
import { UserIds } from './user-ids.js';

/** A day's columns, and when their read began, in epoch milliseconds. */
export interface CachedDay {
  readonly columns: DayColumns;
  readonly computedAt: number;
}

/** A day that is being read. */
export interface Load {
  readonly day: Promise<CachedDay>;
  /** Adds one who waits; the read is aborted when all of them have given up. */
  join(signal?: AbortSignal): void;
}

export interface LoadOptions<Columns extends DayColumns> {
  readonly kind: DayKind<Columns>;
  readonly first: DayNumber;
  readonly last: DayNumber;
  /** Opens the workspace for reads that the signal aborts. */
  readonly open: (signal: AbortSignal) => Workspace;
  readonly now: () => number;
}

// What the cache itself and the objects around the arrays take.
const bytesPerDay = 500;

/**
 * Days that share one table of user ids: those cached, least recently used first out, and those
 * being read. Users are never taken out of the table, so that it goes as a whole with all days.
 */
export class Generation {
  readonly users = new UserIds();
  readonly #cached: LRUCache<string, CachedDay>;
  readonly #loads = new Map<string, Load>();
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#cached = new LRUCache({
      maxSize: Math.max(maxBytes, 1),
      sizeCalculation: ({ columns }) => columns.bytes + bytesPerDay,
    });
  }

  get bytes(): number {
    return this.#cached.calculatedSize + this.users.bytes;
  }

  get days(): Iterable<CachedDay> {
    return this.#cached.values();
  }

  cached(kind: DayKind<DayColumns>, day: DayNumber): CachedDay | undefined {
    return this.#cached.get(keyOf(kind, day));
  }

  loading(kind: DayKind<DayColumns>, day: DayNumber): Load | undefined {
    return this.#loads.get(keyOf(kind, day));
  }

  /** How many days of so many bytes fit beside the others. */
  room(bytes: number): number {
    return Math.max(Math.floor((this.#maxBytes - this.bytes) / (bytes + bytesPerDay)), 0);
  }

  /** Caches a day; others go until all fit. */
  add(kind: DayKind<DayColumns>, day: CachedDay): void {
    this.#cached.set(keyOf(kind, day.columns.day), day);
    while (this.bytes > this.#maxBytes && this.#cached.size > 0) this.#cached.pop();
  }

  /** Begins to read some days, none of which is being read. `onDay` gets each when it is complete. */
  load<Columns extends DayColumns>(
    { kind, first, last, open, now }: LoadOptions<Columns>,
    onDay: (day: CachedDay) => void,
  ): void {
    const computedAt = now();
    const controller = new AbortController();
    const pending = new Map<DayNumber, ReturnType<typeof deferred<CachedDay>>>();
    let waiting = 0;
    const join = (signal?: AbortSignal) => {
      waiting += 1;
      const leave = () => {
        waiting -= 1;
        if (waiting > 0) return;
        // Who wants these days from now on is not to wait for what is being given up.
        for (const day of pending.keys()) forget(day);
        controller.abort();
      };
      if (signal?.aborted) leave();
      else signal?.addEventListener('abort', leave, { once: true });
    };
    const forget = (day: DayNumber) => {
      const key = keyOf(kind, day);
      if (this.#loads.get(key)?.day === pending.get(day)?.promise) this.#loads.delete(key);
    };
    const complete = (columns: Columns) => {
      const day = { columns, computedAt };
      onDay(day);
      pending.get(columns.day)?.resolve(day);
      forget(columns.day);
      pending.delete(columns.day);
    };

    for (let day = last; day >= first; day -= 1) {
      const one = deferred<CachedDay>();
      pending.set(day, one);
      this.#loads.set(keyOf(kind, day), { day: one.promise, join });
    }
    const reader = { workspace: open(controller.signal), users: this.users };
    kind.read(reader, first, last, complete).then(
      () => {
        for (const day of pending.keys()) complete(kind.empty(day));
      },
      (error: unknown) => {
        for (const [day, { reject }] of pending) {
          forget(day);
          reject(error);
        }
      },
    );
  }
}

function keyOf({ name }: DayKind<DayColumns>, day: DayNumber): string {
  return `${name} ${day}`;
}

function deferred<Value>() {
  let resolve!: (value: Value) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<Value>((...functions) => {
    [resolve, reject] = functions;
  });
  // No request may be waiting for this one when it fails.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
