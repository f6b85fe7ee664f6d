import { setTimeout } from 'node:timers/promises';
import type { Limits } from '../../data/bounded-reads.js';
import type { Workspace } from '../../data/workspace.js';
import { dayMS } from '../calendar.js';
import { isSettled } from '../nightly-job.js';
import type { DayColumns, DayKind, DayNumber } from './day-kind.js';
import type { Days } from './days.js';
import { Generation, type CachedDay } from './generation.js';
import { UserIds } from './user-ids.js';

export interface DayCacheOptions {
  /** The bytes that days and user ids may take; 0 for no cache. */
  readonly maxBytes: number;
  /** Longer ranges of days are not cached. */
  readonly maxDays: number;
  /** How long days are cached that the nightly job may still rewrite; 0 for not at all. */
  readonly freshMS: number;
  /** Opens the workspace for reads within the limits. */
  readonly open: (limits: Limits) => Workspace;
  /** Whether requests are being read for, so that reads in the background had better wait. */
  readonly isBusy?: () => boolean;
  /** Gets what is found of every day that is wanted. */
  readonly onLookup?: ((found: Found) => void) | undefined;
  /** Gets what makes a read in the background fail. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
  readonly now?: () => number;
}

/** `stale` days are used while they are read again. */
export type Found = 'fresh' | 'stale' | 'missing';

export interface DayCache {
  /** The days for one result, read within the limits. */
  within(limits: Limits): Days;
  /** Reads the last days of each kind in the background, newest first, until the cache is full. */
  warmUp(kinds: readonly DayKind<DayColumns>[], days: number): Promise<void>;
  /** What the cache holds, and when the read of its oldest day began (epoch milliseconds). */
  readonly state: () => { bytes: number; days: number; oldest: number | undefined };
}

const hourMS = 60 * 60 * 1000;
const freshForMS = hourMS;
const usableForMS = 2 * hourMS;

const backgroundTimeoutMS = 60_000;
// A request that wants one of the days that are being read in the background waits for all of them.
const backgroundDocuments = 50_000;
const longestWaitMS = 1_000;
const pollMS = 20;
const isWarmUp = { ifFits: true };

/** A cache of days, empty at first; it opens nothing. */
export function dayCache({
  maxBytes,
  maxDays,
  freshMS,
  open,
  isBusy = () => false,
  onLookup,
  onFailure,
  now = Date.now,
}: DayCacheOptions): DayCache {
  let generation = new Generation(maxBytes);
  /** What a day took on average when days of its kind were last read. */
  const sizes = new Map<string, { documents: number; bytes: number }>();
  const wanted = new Map<DayKind<DayColumns>, Set<DayNumber>>();
  let isWorking = false;

  return {
    within(limits) {
      const workspace = open(limits);
      let oldest: number | undefined;
      const use = ({ columns, computedAt }: CachedDay): never => {
        oldest = Math.min(oldest ?? Infinity, computedAt);
        return columns as never;
      };
      return {
        get computedAt() {
          return oldest;
        },
        reader: () => ({ workspace, users: new UserIds() }),
        cached<Columns extends DayColumns>(kind: DayKind<Columns>, first: number, last: number) {
          if (isTooMuch(kind, first, last)) return undefined;
          const days = lookUp(kind, first, last);
          for (const day of days) {
            // A day that is not settled would be out of date before it is wanted again.
            if (typeof day === 'number' && isOld(day)) want(kind, day);
          }
          if (!days.every((day) => typeof day !== 'number')) return undefined;
          return { users: generation.users, days: days.map(use) };
        },
        async load<Columns extends DayColumns>(
          kind: DayKind<Columns>,
          first: number,
          last: number,
        ) {
          if (isTooMuch(kind, first, last)) return undefined;
          const { users, days } = await load(kind, first, last, workspace, limits);
          return { users, days: days.map(use) };
        },
      };
    },

    async warmUp(kinds, days) {
      const today = Math.floor(now() / dayMS);
      const oldest = today - days + 1;
      let newest = today;
      while (!isOld(newest)) newest -= 1;
      const left = new Map(kinds.map((kind) => [kind, newest]));
      while (left.size > 0) {
        for (const [kind, last] of left) {
          if (last < oldest || generation.room(bytesOf(kind)) === 0) left.delete(kind);
          else left.set(kind, (await loadInBackground(kind, oldest, last, isWarmUp)) - 1);
        }
      }
    },

    state: () => {
      const days = [...generation.days];
      const oldest = days.length > 0 ? Math.min(...days.map((day) => day.computedAt)) : undefined;
      return { bytes: generation.bytes, days: days.length, oldest };
    },
  };

  function bytesOf({ name }: DayKind<DayColumns>): number {
    return sizes.get(name)?.bytes ?? 0;
  }

  function isTooMuch(kind: DayKind<DayColumns>, first: DayNumber, last: DayNumber): boolean {
    const days = last - first + 1;
    return maxBytes === 0 || days > maxDays || days * bytesOf(kind) > maxBytes;
  }

  function isOld(day: DayNumber, at = now()): boolean {
    return isSettled((day + 1) * dayMS, at);
  }

  /** The days that may be used, newest first, and the numbers of the others. Stale ones are read again. */
  function lookUp(
    kind: DayKind<DayColumns>,
    first: DayNumber,
    last: DayNumber,
  ): (CachedDay | DayNumber)[] {
    return daysDown(first, last).map((day) => {
      const cached = generation.cached(kind, day);
      const found = foundOf(cached);
      onLookup?.(found);
      if (found === 'stale') want(kind, day);
      return cached && found !== 'missing' ? cached : day;
    });
  }

  function foundOf(cached: CachedDay | undefined): Found {
    if (!cached) return 'missing';
    const { columns, computedAt } = cached;
    const age = now() - computedAt;
    if (!isOld(columns.day, computedAt)) return age < freshMS ? 'fresh' : 'missing';
    if (age < freshForMS) return 'fresh';
    return age < usableForMS ? 'stale' : 'missing';
  }

  async function load(
    kind: DayKind<DayColumns>,
    first: DayNumber,
    last: DayNumber,
    workspace: Workspace,
    limits: Limits,
  ): Promise<{ users: UserIds; days: CachedDay[] }> {
    const current = generation;
    const found = lookUp(kind, first, last);
    const missing = found.filter((day) => typeof day === 'number');
    const unknown = missing.filter((day) => !current.loading(kind, day));
    for (const run of contiguous(unknown)) begin(kind, run, { deadline: limits.deadline });
    const days = found.flatMap((day) => {
      if (typeof day !== 'number') return Promise.resolve(day);
      const one = current.loading(kind, day);
      one?.join(limits.signal);
      return one?.day ?? [];
    });
    try {
      const all = Promise.all(days);
      const loaded = missing.length > 0 ? await workspace.bounded(all) : await all;
      return { users: current.users, days: loaded };
    } catch (error) {
      const isOfOthers = unknown.length < missing.length && endedByLimits(error);
      if (!isOfOthers || Date.now() >= limits.deadline || limits.signal?.aborted) throw error;
      // Those who began the read had less time than there is here.
      return load(kind, first, last, workspace, limits);
    }
  }

  function begin(
    kind: DayKind<DayColumns>,
    { first, last }: Run,
    { deadline, isBackground, ifFits }: Limits & { readonly ifFits?: boolean },
  ): void {
    const current = generation;
    const read = { days: 0, documents: 0, bytes: 0 };
    const openFor = (signal: AbortSignal) => open({ deadline, signal, isBackground });
    current.load({ kind, first, last, open: openFor, now }, (day) => {
      const { columns, computedAt } = day;
      read.days += 1;
      read.documents += columns.documents;
      read.bytes += columns.bytes;
      if (read.documents > 0) {
        sizes.set(kind.name, {
          documents: read.documents / read.days,
          bytes: read.bytes / read.days,
        });
      }
      if (ifFits && current.room(columns.bytes) === 0) return;
      if (freshMS > 0 || isOld(columns.day, computedAt)) current.add(kind, day);
      // Most of the memory is for days.
      if (current === generation && current.users.bytes > maxBytes / 2) {
        generation = new Generation(maxBytes);
      }
    });
  }

  function want(kind: DayKind<DayColumns>, day: DayNumber): void {
    wanted.set(kind, (wanted.get(kind) ?? new Set()).add(day));
    if (isWorking) return;
    isWorking = true;
    void work().finally(() => {
      isWorking = false;
    });
  }

  async function work(): Promise<void> {
    // Days that are wanted meanwhile come last, and are reached.
    for (const [kind, days] of wanted) {
      wanted.delete(kind);
      const due = [...days].filter((day) => foundOf(generation.cached(kind, day)) !== 'fresh');
      for (const { first, last } of contiguous(due.sort((a, b) => b - a))) {
        let next = last;
        while (next >= first) next = (await loadInBackground(kind, first, next, {})) - 1;
      }
    }
  }

  /**
   * Reads days from `last` down, as many as are read in one go, and returns the lowest of them. After
   * a failure that is minus infinity: the days are read when they are wanted again.
   */
  async function loadInBackground(
    kind: DayKind<DayColumns>,
    first: DayNumber,
    last: DayNumber,
    options: { readonly ifFits?: boolean },
  ): Promise<DayNumber> {
    let waitedMS = 0;
    do {
      // At least once: the request that wants the days has yet to begin its own read.
      await setTimeout(pollMS);
      waitedMS += pollMS;
    } while (isBusy() && waitedMS < longestWaitMS);
    const limits = { deadline: Date.now() + backgroundTimeoutMS, isBackground: true };
    try {
      const current = generation;
      const atOnce = await daysAtOnce(kind, open(limits));
      const days = options.ifFits ? Math.min(atOnce, current.room(bytesOf(kind))) : atOnce;
      const lowest = Math.max(last - days + 1, first);
      const unknown = daysDown(lowest, last).filter((day) => !current.loading(kind, day));
      for (const run of contiguous(unknown)) begin(kind, run, { ...limits, ...options });
      await Promise.all(
        unknown.flatMap((day) => {
          const load = current.loading(kind, day);
          load?.join();
          return load?.day ?? [];
        }),
      );
      return lowest;
    } catch (error) {
      onFailure?.(error);
      return -Infinity;
    }
  }

  async function daysAtOnce(kind: DayKind<DayColumns>, workspace: Workspace): Promise<number> {
    if (await kind.readsEverything?.(workspace)) return Infinity;
    const { documents } = sizes.get(kind.name) ?? { documents: backgroundDocuments };
    return Math.max(1, Math.floor(backgroundDocuments / documents));
  }
}

/** Days without a gap. */
interface Run {
  readonly first: DayNumber;
  readonly last: DayNumber;
}

function daysDown(first: DayNumber, last: DayNumber): DayNumber[] {
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, index) => last - index);
}

/** Days in descending order as the runs that they make. */
function contiguous(days: readonly DayNumber[]): Run[] {
  const found: Run[] = [];
  let run: { first: DayNumber; last: DayNumber } | undefined;
  for (const day of days) {
    if (run?.first === day + 1) run.first = day;
    else found.push((run = { first: day, last: day }));
  }
  return found;
}

/** Whether a read was given up by those who began it, and may still succeed. */
function endedByLimits(error: unknown): boolean {
  return error instanceof Error && ['DeadlineExceeded', 'RequestCancelled'].includes(error.name);
}
