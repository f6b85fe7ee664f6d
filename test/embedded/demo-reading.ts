import type { SessionDocument } from '../../embedded/demo/sessions.js';
import type { UserDailyDocument } from '../../embedded/demo/user-daily.js';
import { demoWorkspace } from '../../embedded/demo/workspace.js';

export type Workspace = ReturnType<typeof demoWorkspace>;

export interface Clock {
  readonly now: string;
  readonly timeZone: string;
}

export const ordinary: Clock = { now: '2026-11-18T15:20:00.000Z', timeZone: 'UTC' };

const workspaces = new Map<string, Workspace>();

/** The demo with seed 1, as read at that clock; whoever asks again gets the same documents. */
export function workspaceAt({ now, timeZone }: Clock): Workspace {
  const clock = `${now} ${timeZone}`;
  const workspace =
    workspaces.get(clock) ?? demoWorkspace({ seed: 1, now: new Date(now), timeZone });
  workspaces.set(clock, workspace);
  return workspace;
}

export function sessionsOf(workspace: Workspace): SessionDocument[] {
  return workspace.rocketchat_sessions.filter(
    (one) => one.type !== 'user_daily',
  ) as SessionDocument[];
}

export function userDailyOf(workspace: Workspace): UserDailyDocument[] {
  return workspace.rocketchat_sessions.filter(
    (one) => one.type === 'user_daily',
  ) as UserDailyDocument[];
}

/** The documented day has sessions without a life cycle; all others began in the last weeks. */
export function recentSessionsOf(workspace: Workspace, now: string): SessionDocument[] {
  const opened = Date.parse(now) - 48 * 86_400_000;
  return sessionsOf(workspace).filter((one) => one.loginAt.getTime() > opened);
}

/**
 * A zone's clock, read through Intl and so not by the code under test: `2026-11-18 15:20`, which sorts
 * as time does. It is asked once for each quarter of an hour, in which no clock changes: asking is slow.
 */
export function wallClock(timeZone: string): (instant: Date | number) => string {
  const quarter = 900_000;
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const offsets = new Map<number, number>();
  return (instant) => {
    const start = Math.floor(Number(instant) / quarter) * quarter;
    const offset = offsets.get(start) ?? Date.parse(`${format.format(start)}Z`) - start;
    offsets.set(start, offset);
    return new Date(Number(instant) + offset).toISOString().slice(0, 16).replace('T', ' ');
  };
}

const datesByDay = new Map<number, string>();

/** `2026-11-18` of a document with `year`, `month` and `day`, some days later. */
export function dayOf(document: { year: number; month: number; day: number }, later = 0): string {
  const instant = Date.UTC(document.year, document.month - 1, document.day + later);
  const date = datesByDay.get(instant) ?? new Date(instant).toISOString().slice(0, 10);
  datesByDay.set(instant, date);
  return date;
}

export function groupedBy<Item>(
  items: readonly Item[],
  key: (item: Item) => string,
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** The last instant of all the dates in a document, however deep. */
export function latestIn(value: unknown): number {
  if (value instanceof Date) return value.getTime();
  let latest = -Infinity;
  if (typeof value === 'object' && value !== null) {
    for (const field of Object.values(value)) latest = Math.max(latest, latestIn(field));
  }
  return latest;
}
