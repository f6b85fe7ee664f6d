import type { Document } from '../../../data/workspace.js';
import type { Documents } from '../../support/documents.js';
import type { Span } from './buckets.js';
import { dayAt, dayMS, dayOf, firstMoment } from './clock.js';

/** From when on records are stored, if there are any, until now. */
export interface Stored {
  start: number | undefined;
  now: number;
  /** The first moment of today in the workspace's zone. */
  today: number;
}

export interface Workspace {
  documents: Documents;
  zone: string;
  now: number;
}

/** The day with which a session is stored. */
export function storedDay({ year, month, day }: Document): number {
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) / dayMS;
}

export function storedPeople({ documents, zone, now }: Workspace): Stored {
  const today = dayAt(zone, now);
  const days = (documents.rocketchat_sessions ?? [])
    .filter(({ type }) => type === 'computed-session')
    .map(storedDay)
    .filter((day) => day <= today)
    .sort((a, b) => b - a);
  let oldest = days[0];
  for (const day of days) if (oldest !== undefined && oldest - day <= 15) oldest = day;
  if (oldest !== undefined && today - oldest >= 44) oldest += 1;
  return {
    start: oldest === undefined ? undefined : firstMoment(zone, oldest),
    now,
    today: firstMoment(zone, today),
  };
}

export function storedCounts(
  { documents, zone, now }: Workspace,
  type: 'users' | 'messages',
): Stored {
  const dates = (documents.rocketchat_analytics ?? [])
    .filter((document) => document.type === type)
    .map(({ date }) => String(date));
  const [earliest] = dates
    .map((date) => dayOf(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`))
    .filter((day) => day <= dayAt(zone, now))
    .sort((a, b) => a - b);
  return {
    start: earliest === undefined ? undefined : firstMoment(zone, earliest),
    now,
    today: firstMoment(zone, dayAt(zone, now)),
  };
}

/** What is compared of a coverage: its text is free. */
export function coverageOf({ start, end }: Span, stored: Stored) {
  const until = Math.min(end, stored.now);
  const from = stored.start === undefined ? Infinity : Math.max(start, stored.start);
  const isEmpty = until <= start;
  const shown = (instant: number) => (from < until ? new Date(instant).toISOString() : null);
  return { start: shown(from), end: shown(until), isComplete: isEmpty || from === start };
}

export function stateOf({ start, end }: Span, stored: Stored): string {
  if (stored.start === undefined || end <= stored.start || start >= stored.now) return 'UNKNOWN';
  if (start < stored.start) return 'PARTIAL';
  return end > stored.today ? 'PROVISIONAL' : 'FINAL';
}
