import { Temporal } from 'temporal-polyfill';
import type { BsonDocument, Workspace } from '../data/workspace.js';
import { dateAt, dateNumber, storedDateOf, type StoredDate } from './calendar.js';

/** When a session began, and the calendar date that Rocket.Chat stored with it, as 20240305. */
export interface DatedLogin {
  readonly loginAt: Date;
  readonly date: number;
}

/** How far the stored days agree with a zone, and a zone with which more of them do. */
export interface ZoneAgreement {
  readonly compared: number;
  readonly disagreeing: number;
  readonly betterZone: string | undefined;
}

/** Compares the calendar days of the workspace's newest sessions with the zone it is said to have. */
export async function zoneAgreement(workspace: Workspace): Promise<ZoneAgreement> {
  const rows = await workspace.aggregate<StoredDate & Record<'loginAt' | 'createdAt', unknown>>(
    'rocketchat_sessions',
    newestLoginsPipeline(),
  );
  const logins = rows.flatMap(({ loginAt, createdAt, ...stored }) => {
    const date = storedDateOf(stored);
    if (!date || !(loginAt instanceof Date && createdAt instanceof Date)) return [];
    // The nightly job clones open sessions into the next day with their login: only a document
    // created at its login has the day of the login.
    const isOfLogin = Math.abs(createdAt.getTime() - loginAt.getTime()) < 60_000;
    return isOfLogin ? [{ loginAt, date: dateNumber(date) }] : [];
  });
  return agreementWith(workspace.timeZone, logins);
}

/** The newest sessions. Strings and other odd values come after dates. */
export function newestLoginsPipeline(): BsonDocument[] {
  return [
    { $match: { type: { $in: ['session', 'computed-session'] } } },
    { $sort: { createdAt: -1 } },
    { $limit: 1000 },
    { $project: { _id: 0, createdAt: 1, loginAt: 1, year: 1, month: 1, day: 1 } },
  ];
}

/** How far dated logins agree with a zone. */
export function agreementWith(timeZone: string, logins: readonly DatedLogin[]): ZoneAgreement {
  const disagreeing = disagreements(logins, timeZone);
  return {
    compared: logins.length,
    disagreeing,
    betterZone: disagreeing > 0 ? betterZone(logins, disagreeing) : undefined,
  };
}

function disagreements(logins: readonly DatedLogin[], timeZone: string): number {
  return logins.filter(({ loginAt, date }) => dateNumber(dateAt(loginAt, timeZone)) !== date)
    .length;
}

/** Zones are tried in the order of how well their offset fits, which is quick to compute, until one is better. */
function betterZone(logins: readonly DatedLogin[], toBeat: number): string | undefined {
  const [newest] = logins;
  if (!newest) return undefined;
  const at = Temporal.Instant.fromEpochMilliseconds(newest.loginAt.getTime());
  const misfits = new Map<number, number>();
  for (let offset = -12 * 60; offset <= 14 * 60; offset += 15) {
    misfits.set(offset, misfitsOf(logins, offset * 60_000));
  }
  const candidates = ['UTC', ...Intl.supportedValuesOf('timeZone')]
    .map((zone) => {
      const offset = at.toZonedDateTimeISO(zone).offsetNanoseconds / 60e9;
      return { zone, misfit: misfits.get(offset) ?? Infinity };
    })
    .sort((a, b) => a.misfit - b.misfit)
    .slice(0, 50)
    .map(({ zone }) => ({ zone, disagreeing: disagreements(logins, zone) }));
  const best = candidates.reduce((a, b) => (b.disagreeing < a.disagreeing ? b : a));
  return best.disagreeing < toBeat ? best.zone : undefined;
}

function misfitsOf(logins: readonly DatedLogin[], offsetMS: number): number {
  return logins.filter(({ loginAt, date }) => {
    const local = new Date(loginAt.getTime() + offsetMS);
    return (
      local.getUTCFullYear() * 10_000 + (local.getUTCMonth() + 1) * 100 + local.getUTCDate() !==
      date
    );
  }).length;
}
