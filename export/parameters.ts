import type { GraphQLScalarType } from 'graphql';
import { badUserInput } from '../schema/errors.js';
import { LocalDate } from '../schema/local-date.js';
import { shownValue } from '../schema/shown-value.js';
import { TimeZone } from '../schema/time-zone.js';
import type { Buckets, Export } from './exports.js';

type SentParameters = ReadonlyMap<string, string>;

/**
 * The variables of an export's operation, read from the query string of its path.
 * @throws `BAD_USER_INPUT` that names the parameter and what was expected.
 */
export function variablesOf(queryString: string, one: Export): Record<string, unknown> {
  const sent = sentParameters(queryString, one);
  return {
    period: periodOf(sent),
    timeZone: sent.has('timeZone') ? scalarOf(TimeZone, sent, 'timeZone') : undefined,
    comparison: sent.has('comparison') ? comparisonOf(sent) : undefined,
    ...(one.buckets && bucketOf(one.buckets, sent, one.hasCohorts)),
    ...(one.hasCohorts && cohortsOf(sent)),
  };
}

/** What stands for an argument of GraphQL, such as `Parameter "bucket"`; a period has two. */
export function parametersOf(argument: string, { period }: { readonly period?: unknown }): string {
  const [root = ''] = argument.split('.', 1);
  if (root !== 'period') return `Parameter "${root === 'unit' ? 'bucket' : root}"`;
  const hasDates = typeof period === 'object' && 'dates' in (period ?? {});
  const [start, end] = hasDates ? ['start', 'end'] : ['from', 'to'];
  return argument.endsWith('.end') ? `Parameter "${end}"` : `Parameters "${start}" and "${end}"`;
}

function sentParameters(queryString: string, { buckets, hasCohorts }: Export): SentParameters {
  const known = [
    ...['start', 'end', 'from', 'to', 'timeZone', 'comparison'],
    ...(buckets ? ['bucket'] : []),
    ...(hasCohorts ? ['cohort', 'periods'] : []),
  ];
  const sent = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(queryString)) {
    if (!known.includes(name)) {
      throw badUserInput(
        `Parameter ${shownValue(name)}: expected one of ${known.join(', ')} instead.`,
      );
    }
    if (sent.has(name)) throw invalid(name, 'one value, got several');
    sent.set(name, value);
  }
  return sent;
}

function periodOf(sent: SentParameters): object {
  const isInstants = sent.has('from') || sent.has('to');
  const [first, last] = isInstants ? (['from', 'to'] as const) : (['start', 'end'] as const);
  for (const name of ['start', 'end']) {
    if (isInstants && sent.has(name)) throw invalid(name, 'nothing beside "from" and "to"');
  }
  for (const [name, other] of [
    [first, last],
    [last, first],
  ] as const) {
    if (sent.has(name)) continue;
    const instead = isInstants ? '' : ', or "from" and "to" in milliseconds since 1970';
    const missing = sent.has(other) ? `beside "${other}"` : `and "${other}"${instead}`;
    throw invalid(
      name,
      `${isInstants ? 'milliseconds since 1970' : 'a date'} ${missing}, got nothing`,
    );
  }
  if (isInstants) {
    const [start, end] = [instantOf(sent, 'from'), instantOf(sent, 'to')];
    if (end <= start) throw invalid('to', 'an instant after "from", which excludes it');
    return { instants: { start: start.toISOString(), end: end.toISOString() } };
  }
  const [start, end] = [scalarOf(LocalDate, sent, 'start'), scalarOf(LocalDate, sent, 'end')];
  if (end < start) throw invalid('end', 'a date that is not before "start"');
  return { dates: { start, end } };
}

// The years that RFC 3339 can write.
const [earliest, latest] = [
  Date.parse('0001-01-01T00:00:00Z'),
  Date.parse('9999-12-31T23:59:59.999Z'),
];

function instantOf(sent: SentParameters, name: string): Date {
  const text = sent.get(name) ?? '';
  const milliseconds = /^-?\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (milliseconds >= earliest && milliseconds <= latest) return new Date(milliseconds);
  throw invalid(name, `milliseconds since 1970 such as 1709596800000, got ${shownValue(text)}`);
}

function scalarOf(
  scalar: GraphQLScalarType<string, string>,
  sent: SentParameters,
  name: string,
): string {
  try {
    return scalar.parseValue(sent.get(name));
  } catch (error) {
    throw badUserInput(`Parameter "${name}": ${(error as Error).message}`);
  }
}

const compared = ['previous', 'previous-same-weekdays', 'previous-year'];

function comparisonOf(sent: SentParameters): object {
  const text = sent.get('comparison') ?? '';
  const name = text.toLowerCase().replaceAll('_', '-');
  if (compared.includes(name)) return { to: name.toUpperCase().replaceAll('-', '_') };
  if (!/^\d/.test(text)) {
    throw invalid(
      'comparison',
      `${compared.join(', ')}, or the first date of the other period, got ${shownValue(text)}`,
    );
  }
  return { start: scalarOf(LocalDate, sent, 'comparison') };
}

const units = { m: 'MINUTE', h: 'HOUR', d: 'DAY', w: 'WEEK', M: 'MONTH' };

/** `bucket` of a series, or `unit` of cohorts, which have no other sizes. */
function bucketOf(buckets: Buckets, sent: SentParameters, isUnit: boolean | undefined): object {
  const { sizes, hasDays, reason } = buckets;
  const text = sent.get('bucket') ?? sizes[0] ?? '';
  const [, size = '', letter = ''] = /^([1-9]\d{0,4})([mhdwM])$/.exec(text) ?? [];
  if (!sizes.includes(text) && !(hasDays && letter === 'd')) {
    const days = hasDays ? ['a number of days such as 7d'] : [];
    const expected = [[...sizes, ...days].join(', '), reason].filter(Boolean).join(', ');
    throw invalid(
      'bucket',
      `${sizes.length > 1 ? 'one of ' : ''}${expected}, got ${shownValue(text)}`,
    );
  }
  const unit = units[letter as keyof typeof units];
  return isUnit ? { unit } : { bucket: { unit, size: Number(size) } };
}

function cohortsOf(sent: SentParameters): object {
  const cohort = sent.get('cohort') ?? 'joined';
  if (!/^(joined|online)$/i.test(cohort)) {
    throw invalid('cohort', `joined or online, got ${shownValue(cohort)}`);
  }
  const periods = sent.get('periods') ?? '6';
  if (!/^\d{1,3}$/.test(periods)) {
    throw invalid('periods', `a whole number from 1 to 24, got ${shownValue(periods)}`);
  }
  return { cohort: cohort.toUpperCase(), periods: Number(periods) };
}

function invalid(name: string, expected: string) {
  return badUserInput(`Parameter "${name}": expected ${expected}.`);
}
