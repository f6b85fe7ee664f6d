import { bucketsOf, daysShown, type Bucket, type Span } from './buckets.js';
import { coverageOf, isCovered, stateOf, storedPeople, type Workspace } from './coverage.js';
import { comparedPeriod, periodOf, type ComparisonInput, type PeriodInput } from './period.js';
import { presencesOf, usersIn, type Presence } from './presence.js';

export interface SeriesArgs {
  period: PeriodInput;
  timeZone: string;
  comparison?: ComparisonInput;
}

type Count = (presences: readonly Presence[], span: Span) => number;

/** `onlineUsers`: the distinct users present in each bucket. */
export function onlineUsers(workspace: Workspace, args: SeriesArgs & { bucket: Bucket }) {
  return peopleSeries(workspace, args, (presences, span) => usersIn(presences, span).size);
}

/** `peakConcurrentUsers`: the most distinct users at one instant: its start, or when one begins. */
export function peakConcurrentUsers(workspace: Workspace, args: SeriesArgs & { bucket: Bucket }) {
  return peopleSeries(workspace, args, (presences, span) => {
    const instants = [span.start, ...presences.map(({ begin }) => begin)].filter(
      (instant) => instant >= span.start && instant < span.end,
    );
    const counts = instants.map((instant) => {
      const present = presences.filter(
        ({ begin, end }) => begin === instant || (begin < instant && instant < end),
      );
      return new Set(present.map(({ user }) => user)).size;
    });
    return Math.max(0, ...counts);
  });
}

function peopleSeries(
  workspace: Workspace,
  { period: input, timeZone, comparison, bucket }: SeriesArgs & { bucket: Bucket },
  count: Count,
) {
  const { now } = workspace;
  const stored = storedPeople(workspace);
  const period = periodOf(input, timeZone, now);
  const compared = comparison && comparedPeriod(period, comparison);
  const counted = (one: Span, spans: readonly Span[]) => {
    const presences = presencesOf(workspace, one);
    return spans.map((span) =>
      stateOf(span, stored) === 'UNKNOWN' ? null : count(presences, span),
    );
  };
  const whole = (span: Span) =>
    coverageOf(span, stored).start === null ? null : count(presencesOf(workspace, span), span);

  const spans = bucketsOf(period, bucket);
  const comparedSpans = compared && bucketsOf(compared, bucket);
  const counts = counted(period, spans);
  const comparedCounts = compared && comparedSpans && counted(compared, comparedSpans);
  const total = whole(period);

  let comparisonRow = null;
  if (compared) {
    const containsNow = period.start <= now && now < period.end;
    const part = {
      start: compared.start,
      end: containsNow ? Math.min(compared.end, compared.start + now - period.start) : compared.end,
    };
    const other = whole(part);
    const difference =
      total === null || other === null || !isCovered(part, stored) ? null : total - other;
    comparisonRow = {
      total: other,
      difference,
      ratio: difference === null || other === 0 || other === null ? null : difference / other,
      coverage: coverageOf(part, stored),
    };
  }
  return {
    total,
    comparison: comparisonRow,
    buckets: spans.map((span, index) => {
      const other = comparedSpans?.[index];
      const isFair = other && daysShown(other, timeZone) === daysShown(span, timeZone);
      return {
        start: new Date(span.start).toISOString(),
        end: new Date(span.end).toISOString(),
        count: counts[index] ?? null,
        comparedCount: isFair ? (comparedCounts?.[index] ?? null) : null,
        state: stateOf(span, stored),
      };
    }),
    timeZone,
    coverage: coverageOf(period, stored),
  };
}
