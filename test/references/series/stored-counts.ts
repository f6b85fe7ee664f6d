import type { BsonDocument } from '../../../data/workspace.js';
import { bucketsOf, daysShown, type Bucket } from './buckets.js';
import { dayAt, daysFrom, firstMoment, storedNumber } from './clock.js';
import { coverageOf, stateOf, storedCounts, type Stored, type Workspace } from './coverage.js';
import type { SeriesArgs } from './people-series.js';
import { comparedPeriod, inDaysOf, periodOf, type Period } from './period.js';

type Kind = 'users' | 'messages';
type Room = { _id?: string; t?: string } | undefined;

/** The counts of a day among some documents; null where the day is not known. */
export type CountOn = (day: number) => number | null;

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** The sum of the documents of a kind and day that pass. */
export function countsOn(
  { documents, zone, now }: Workspace,
  kind: Kind,
  stored: Stored,
  passes: (room: Room) => boolean = () => true,
): CountOn {
  return (day) => {
    if (stored.start === undefined || firstMoment(zone, day) < stored.start) return null;
    // A day that begins now has nothing yet.
    if (firstMoment(zone, day) >= now) return null;
    const storedDate = storedNumber(day);
    return (documents.rocketchat_analytics ?? [])
      .filter(({ type, date }) => type === kind && date === storedDate)
      .filter(({ room }) => passes(room as Room))
      .map((document: BsonDocument) => document[kind])
      .filter(isFiniteNumber)
      .reduce((sum, count) => sum + count, 0);
  };
}

/** The sum of what is known; null where nothing is. */
export function sumOf(days: readonly number[], countOn: CountOn): number | null {
  const known = days.map(countOn).filter((count) => count !== null);
  return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
}

/** The periods of a request in days of the workspace's zone, and what is compared of them. */
export function storedPeriods(workspace: Workspace, args: SeriesArgs, stored: Stored) {
  const { zone, now } = workspace;
  const requested = periodOf(args.period, args.timeZone, now);
  const period = inDaysOf(requested, zone);
  const compared = args.comparison && inDaysOf(comparedPeriod(requested, args.comparison), zone);
  const days = daysFrom(zone, period.firstDay, period.lastDay);
  const comparedDays = compared ? daysFrom(zone, compared.firstDay, compared.lastDay) : [];
  const today = dayAt(zone, now);
  const isKnown = (day: number | undefined) =>
    day !== undefined &&
    day < today &&
    stored.start !== undefined &&
    firstMoment(zone, day) >= stored.start;
  const paired = days.flatMap((day, index) => {
    const other = comparedDays[index];
    return other !== undefined && isKnown(day) && isKnown(other) ? [{ day, other }] : [];
  });
  return {
    period,
    compared,
    days,
    comparedDays,
    pairedDays: paired.map(({ day }) => day),
    pairedOtherDays: paired.map(({ other }) => other),
  };
}

/** `newUsers`. */
export function newUsers(workspace: Workspace, args: SeriesArgs & { bucket: Bucket }) {
  const stored = storedCounts(workspace, 'users');
  return series(workspace, args, stored, countsOn(workspace, 'users', stored));
}

/** `messages`. */
export function messages(
  workspace: Workspace,
  args: SeriesArgs & { bucket: Bucket; types?: string[] },
) {
  const stored = storedCounts(workspace, 'messages');
  const passes = (room: Room) => !args.types || args.types.includes(room?.t ?? '');
  return series(workspace, args, stored, countsOn(workspace, 'messages', stored, passes));
}

function series(
  workspace: Workspace,
  args: SeriesArgs & { bucket: Bucket },
  stored: Stored,
  countOn: CountOn,
) {
  const { zone, now } = workspace;
  const { period, compared, days, pairedDays, pairedOtherDays } = storedPeriods(
    workspace,
    args,
    stored,
  );
  const countsOf = (one: Period) =>
    bucketsOf(one, args.bucket).map((span) => ({
      span,
      days: daysShown(span, zone),
      state: stateOf(span, stored),
      count: sumOf(daysFrom(zone, dayAt(zone, span.start), dayAt(zone, span.end - 1)), countOn),
    }));
  const others = compared ? countsOf(compared) : [];
  const total = sumOf(pairedOtherDays, countOn);
  const own = sumOf(pairedDays, countOn);
  const difference = own === null || total === null ? null : own - total;
  return {
    total: sumOf(days, countOn),
    comparison: compared
      ? {
          total,
          difference,
          ratio: difference === null || total === null || total === 0 ? null : difference / total,
          coverage: coverageOf(comparedPart(period, compared, zone, now), stored),
        }
      : null,
    buckets: countsOf(period).map(({ span, days, state, count }, index) => ({
      start: new Date(span.start).toISOString(),
      end: new Date(span.end).toISOString(),
      count,
      comparedCount: others[index]?.days === days ? others[index].count : null,
      state,
    })),
    timeZone: zone,
    coverage: coverageOf(period, stored),
  };
}

/** As many days of the compared period as are complete in the period, if that contains now. */
function comparedPart(period: Period, compared: Period, zone: string, now: number) {
  if (now < period.start || now >= period.end) return compared;
  const complete = daysFrom(zone, period.firstDay, dayAt(zone, now) - 1).length;
  const day = daysFrom(zone, compared.firstDay, compared.lastDay)[complete];
  return { start: compared.start, end: day === undefined ? compared.end : firstMoment(zone, day) };
}

/** `messagesByRoomType`. */
export function messagesByRoomType(workspace: Workspace, args: SeriesArgs) {
  const stored = storedCounts(workspace, 'messages');
  const { period, days, comparedDays, pairedDays, pairedOtherDays } = storedPeriods(
    workspace,
    args,
    stored,
  );
  const all = sumOf(days, countsOn(workspace, 'messages', stored));
  const numbers = new Set(
    [...days, ...comparedDays]
      .filter((day) => firstMoment(workspace.zone, day) < workspace.now)
      .map(storedNumber),
  );
  const types = new Set(['c', 'p', 'd']);
  for (const { type, date, room, messages: count } of workspace.documents.rocketchat_analytics ??
    []) {
    const t = (room as Room)?.t;
    if (
      type === 'messages' &&
      numbers.has(Number(date)) &&
      t !== undefined &&
      isFiniteNumber(count)
    )
      types.add(t);
  }
  const rows = [...types].map((type) => {
    const countOn = countsOn(workspace, 'messages', stored, (room) => room?.t === type);
    const sent = sumOf(days, countOn) ?? 0;
    const other = sumOf(pairedOtherDays, countOn);
    const own = sumOf(pairedDays, countOn);
    return {
      type,
      messages: sent,
      comparedMessages: other,
      difference: own === null || other === null ? null : own - other,
      share: all === null || all <= 0 ? null : sent / all,
    };
  });
  return {
    types:
      all === null
        ? []
        : rows.sort((a, b) => b.messages - a.messages || (a.type < b.type ? -1 : 1)),
    timeZone: workspace.zone,
    coverage: coverageOf(period, stored),
  };
}
