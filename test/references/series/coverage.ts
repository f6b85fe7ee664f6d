import type { BsonDocument } from '../../../data/workspace.js';
import type { Documents } from '../../support/documents.js';
import type { Span } from './buckets.js';
import { dayAt, dayMS, dayOf, firstMoment } from './clock.js';

/** From when on records are stored, if there are any, until now. */
export interface Stored {
  start: number | undefined;
  now: number;
  /** The first moment of today in the workspace's zone. */
  today: number;
  /** Days whose records are lost, and days whose records may change, each as a span. */
  missing?: Span[];
  provisional?: Span[];
}

export interface Workspace {
  documents: Documents;
  zone: string;
  now: number;
  /** Days that are read from files; of those between the first of them and `databaseDay`, some are lost. */
  history?: { first: number; databaseDay: number; missing: number[]; provisional: number[] };
}

/** The day with which a session is stored. */
export function storedDay({ year, month, day }: BsonDocument): number {
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) / dayMS;
}

export function storedPeople({ documents, zone, now, history }: Workspace): Stored {
  const today = dayAt(zone, now);
  const days = (documents.rocketchat_sessions ?? [])
    .filter(({ type }) => type === 'computed-session')
    .map(storedDay)
    .filter((day) => day <= today)
    .sort((a, b) => b - a);
  let oldest = days[0];
  for (const day of days) if (oldest !== undefined && oldest - day <= 15) oldest = day;
  if (oldest !== undefined && today - oldest >= 44) oldest += 1;
  if (history && history.first < history.databaseDay) oldest = history.first;
  const spans = (some: number[] = []) =>
    some.map((day) => ({ start: firstMoment(zone, day), end: firstMoment(zone, day + 1) }));
  return {
    missing: spans(history?.missing),
    provisional: spans(history?.provisional),
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

/** The parts of a span that are known, in order. */
function knownParts({ start, end }: Span, { start: first = Infinity, now, missing = [] }: Stored) {
  let parts = [{ start: Math.max(start, first), end: Math.min(end, now) }];
  for (const lost of missing) {
    parts = parts.flatMap((part) => [
      { start: part.start, end: Math.min(part.end, lost.start) },
      { start: Math.max(part.start, lost.end), end: part.end },
    ]);
    parts = parts.filter((part) => part.start < part.end);
  }
  return parts.filter((part) => part.start < part.end);
}

/** What is compared of a coverage: its text is free. */
export function coverageOf({ start, end }: Span, stored: Stored) {
  const until = Math.min(end, stored.now);
  const parts = knownParts({ start, end }, stored);
  const shown = (instant: number | undefined) =>
    instant === undefined ? null : new Date(instant).toISOString();
  const known = parts.reduce((sum, part) => sum + part.end - part.start, 0);
  return {
    start: shown(parts[0]?.start),
    end: shown(parts.at(-1)?.end),
    isComplete: until <= start || known === until - start,
  };
}

/** Whether all of a span is known. */
export function isCovered({ start, end }: Span, stored: Stored): boolean {
  if (start >= end) return stored.start !== undefined && stored.start <= start && end <= stored.now;
  const [only, ...more] = knownParts({ start, end }, stored);
  return more.length === 0 && only?.start === start && only.end === end;
}

export function stateOf({ start, end }: Span, stored: Stored): string {
  const parts = knownParts({ start, end }, stored);
  if (parts.length === 0) return 'UNKNOWN';
  if (parts.length > 1 || parts[0]?.start !== start || parts[0].end !== Math.min(end, stored.now)) {
    return 'PARTIAL';
  }
  const mayChange = (stored.provisional ?? []).some((day) => day.start < end && start < day.end);
  return end > stored.today || mayChange ? 'PROVISIONAL' : 'FINAL';
}
