import type { BsonDocument } from '../../../data/workspace.js';
import type { Span } from './buckets.js';
import { dayAt, dayMS, firstMoment } from './clock.js';
import { storedDay, type Workspace } from './coverage.js';

/** One document of one user: from its begin to its end. */
export interface Presence {
  user: string;
  begin: number;
  end: number;
}

const twoMinutes = 120_000;

function timeOf(value: unknown): number | undefined {
  return value instanceof Date ? value.getTime() : undefined;
}

/** The end that a document has, before it is bounded; a session that is open ends now. */
function endOf(
  document: BsonDocument,
  nextDay: number,
  now: number,
): { end: number; isOpen: boolean } {
  const ends = [timeOf(document.closedAt), timeOf(document.logoutAt)].filter(
    (end) => end !== undefined,
  );
  if (ends.length > 0) return { end: Math.min(...ends), isOpen: false };
  const active = timeOf(document.lastActivityAt);
  if (document.type === 'computed-session') return { end: active ?? nextDay, isOpen: false };
  return active === undefined || now - active < twoMinutes
    ? { end: now, isOpen: true }
    : { end: active, isOpen: false };
}

function isCounted({ type, userId, loginAt, mostImportantRole }: BsonDocument): boolean {
  return (
    (type === 'session' || type === 'computed-session') &&
    typeof userId === 'string' &&
    loginAt instanceof Date &&
    mostImportantRole !== 'anonymous'
  );
}

/** The presences of the documents stored from two days before the start to the end of a span. */
export function presencesOf(
  { documents, zone, now }: Workspace,
  { start, end }: Span,
): (Presence & { isOpen: boolean })[] {
  const first = dayAt(zone, start) - 2;
  const last = dayAt(zone, end);
  return (documents.rocketchat_sessions ?? [])
    .filter((document) => isCounted(document))
    .filter((document) => storedDay(document) >= first && storedDay(document) <= last)
    .map((document) => {
      const day = storedDay(document);
      const nextDay = firstMoment(zone, day + 1);
      const begin = Math.max(timeOf(document.loginAt) ?? 0, firstMoment(zone, day));
      const known = endOf(document, nextDay, now);
      return {
        user: String(document.userId),
        begin,
        end: Math.max(begin, Math.min(known.end, now, nextDay + dayMS)),
        isOpen: known.isOpen && nextDay + dayMS >= now,
      };
    })
    .filter(({ begin }) => begin <= now);
}

/** Whether somebody is present at any moment of a span. */
export function isPresent({ begin, end }: Presence, span: Span): boolean {
  return begin < span.end && (end > span.start || begin >= span.start);
}

/** The distinct users present in a span. */
export function usersIn(presences: readonly Presence[], span: Span): Set<string> {
  return new Set(presences.filter((presence) => isPresent(presence, span)).map(({ user }) => user));
}
