import {
  addDays,
  daysBetween,
  firstOfMonth,
  isLocalDate,
  isTimeZone,
  type LocalDate,
} from './calendar.js';
import type {
  ChannelColumn,
  CohortBasis,
  ComparisonInput,
  PeriodInput,
  RoomType,
  TimeUnit,
} from './operations.generated.js';

export const presets = {
  today: 'Today',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
  month: 'This month',
} as const;
export type Preset = keyof typeof presets;

/** Days from `from` to `to`, both included. */
export interface Dates {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

export const buckets = {
  auto: 'automatic',
  '15m': '15 minutes',
  hour: 'hour',
  day: 'day',
  week: 'week',
  month: 'month',
} as const;
export type Bucket = keyof typeof buckets;

export const comparisons = {
  weekdays: 'same weekdays',
  previous: 'period before',
  year: 'a year earlier',
  none: 'nothing',
} as const;
export type Comparison = keyof typeof comparisons;

export const roomColumns = {
  name: 'NAME',
  messages: 'MESSAGES',
  compared: 'PREVIOUS_MESSAGES',
  change: 'CHANGE',
} as const satisfies Record<string, ChannelColumn>;
export type RoomColumn = keyof typeof roomColumns;

export const roomTypes = { c: 'Channels', p: 'Private groups', d: 'Direct messages' } as const;

/** All that the reader chose; the address holds it. */
export interface View {
  readonly range: Preset | Dates;
  readonly timeZone: string;
  readonly by: Bucket;
  /** A `Comparison`, or the date with which the period to compare begins. */
  readonly compare: string;
  readonly cohort: 'joined' | 'online';
  /** A minus sorts the largest first. */
  readonly sort: `${'' | '-'}${RoomColumn}`;
  readonly search: string;
  /** All of them when empty. */
  readonly types: readonly RoomType[];
  readonly page: number;
}

function defaultView(timeZone: string): View {
  return {
    range: '30d',
    timeZone,
    by: 'auto',
    compare: 'weekdays',
    cohort: 'joined',
    sort: '-messages',
    search: '',
    types: [],
    page: 1,
  };
}

/** The view that the query part of an address says, and the parts of it that say nothing known. */
export function viewOf(search: string, browserZone: string): { view: View; ignored: string[] } {
  const parameters = new URLSearchParams(search);
  const defaults = defaultView(browserZone);
  const ignored: string[] = [];
  const read = <T>(key: string, fallback: T, parse: (text: string) => T | undefined): T => {
    const text = parameters.get(key);
    if (text === null) return fallback;
    const value = parse(text);
    if (value === undefined) ignored.push(`${key}=${text}`);
    return value ?? fallback;
  };
  const oneOf =
    <T extends string>(known: Readonly<Record<T, unknown>>) =>
    (text: string) =>
      Object.hasOwn(known, text) ? (text as T) : undefined;
  const date = (text: string) => (isLocalDate(text) ? text : undefined);

  const from = read('from', undefined, date);
  const to = read('to', undefined, date);
  const dates = from !== undefined && to !== undefined && from <= to ? { from, to } : undefined;
  if (!dates && (from !== undefined || to !== undefined)) {
    ignored.push(`from=${from ?? ''}&to=${to ?? ''}`);
  }
  const view: View = {
    range: dates ?? read('range', defaults.range, oneOf(presets)),
    timeZone: read('tz', browserZone, (text) => (isTimeZone(text) ? text : undefined)),
    by: read('by', defaults.by, oneOf(buckets)),
    compare: read('compare', defaults.compare, (text) => oneOf(comparisons)(text) ?? date(text)),
    cohort: read('cohort', defaults.cohort, oneOf({ joined: 1, online: 1 })),
    sort: read('sort', defaults.sort, (text) =>
      oneOf(roomColumns)(text.replace('-', '')) ? (text as View['sort']) : undefined,
    ),
    search: (parameters.get('q') ?? '').slice(0, 200),
    types: read('types', defaults.types, (text) => {
      const types = text.split(',').map(oneOf(roomTypes));
      return types.every((type) => type !== undefined) ? types : undefined;
    }),
    page: read('page', 1, (text) => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined)),
  };
  return { view, ignored };
}

/** The query part of the address of a view, without its defaults; the zone is one in a copied link. */
export function addressOf(view: View, browserZone?: string): string {
  const defaults = defaultView(browserZone ?? '');
  const parameters = new URLSearchParams();
  const write = (key: string, value: string, usual: string) => {
    if (value !== usual) parameters.set(key, value);
  };
  if (typeof view.range === 'string') write('range', view.range, '30d');
  else {
    parameters.set('from', view.range.from);
    parameters.set('to', view.range.to);
  }
  write('tz', view.timeZone, defaults.timeZone);
  write('by', view.by, defaults.by);
  write('compare', view.compare, defaults.compare);
  write('cohort', view.cohort, defaults.cohort);
  write('sort', view.sort, defaults.sort);
  write('q', view.search, '');
  write('types', view.types.join(','), '');
  write('page', String(view.page), '1');
  // Slashes and commas may stand in a query; escaped, a zone is hard to read.
  const text = parameters.toString().replaceAll('%2F', '/').replaceAll('%2C', ',');
  return text === '' ? '' : `?${text}`;
}

/** The days that a view shows when `today` is today. */
export function datesOf({ range }: Pick<View, 'range'>, today: LocalDate): Dates {
  switch (range) {
    case 'today':
      return { from: today, to: today };
    case '7d':
    case '30d':
    case '90d':
      return { from: addDays(today, 1 - parseInt(range, 10)), to: today };
    case 'month':
      return { from: firstOfMonth(today), to: today };
    default:
      return range;
  }
}

/** As many days before or after; a month moves to the whole month beside it. */
export function shifted(view: View, today: LocalDate, by: -1 | 1): Dates {
  const { from, to } = datesOf(view, today);
  const isMonth =
    view.range === 'month' ||
    (from === firstOfMonth(from) && addDays(to, 1) === firstOfMonth(to, 1));
  if (isMonth) {
    return { from: firstOfMonth(from, by), to: addDays(firstOfMonth(from, by + 1), -1) };
  }
  const days = by * (daysBetween(from, to) + 1);
  return { from: addDays(from, days), to: addDays(to, days) };
}

export function periodOf(view: View, today: LocalDate): PeriodInput {
  switch (view.range) {
    case 'today':
      return { lastDays: 1 };
    case '7d':
    case '30d':
    case '90d':
      return { lastDays: parseInt(view.range, 10) };
    default: {
      const { from, to } = datesOf(view, today);
      return { dates: { start: from, end: to } };
    }
  }
}

const comparedPeriods = {
  previous: 'PREVIOUS',
  weekdays: 'PREVIOUS_SAME_WEEKDAYS',
  year: 'PREVIOUS_YEAR',
} as const;

export function comparisonOf({ compare }: View): ComparisonInput | null {
  if (compare === 'none') return null;
  return compare in comparedPeriods
    ? { to: comparedPeriods[compare as keyof typeof comparedPeriods] }
    : { start: compare };
}

export interface Size {
  readonly unit: TimeUnit;
  readonly size: number;
}

const sizes: Record<Exclude<Bucket, 'auto'>, Size> = {
  '15m': { unit: 'MINUTE', size: 15 },
  hour: { unit: 'HOUR', size: 1 },
  day: { unit: 'DAY', size: 1 },
  week: { unit: 'WEEK', size: 1 },
  month: { unit: 'MONTH', size: 1 },
};

/** The size of the buckets of a view; counts that are stored per day have no smaller ones. */
export function bucketOf(view: View, today: LocalDate, storedPerDay = false): Size {
  const { from, to } = datesOf(view, today);
  const days = daysBetween(from, to) + 1;
  const size =
    sizes[view.by === 'auto' ? (days <= 2 ? 'hour' : days <= 92 ? 'day' : 'week') : view.by];
  return storedPerDay && (size.unit === 'MINUTE' || size.unit === 'HOUR') ? sizes.day : size;
}

export function cohortOf({ cohort }: View): CohortBasis {
  return cohort === 'joined' ? 'JOINED' : 'ONLINE';
}

/** The length of a cohort, so that a period has a readable number of them. */
export function cohortUnit(view: View, today: LocalDate): 'DAY' | 'WEEK' | 'MONTH' {
  const { from, to } = datesOf(view, today);
  const days = daysBetween(from, to) + 1;
  return days <= 13 ? 'DAY' : days <= 130 ? 'WEEK' : 'MONTH';
}
