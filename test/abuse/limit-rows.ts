import { times } from './requests.js';

export const day = '2024-03-05T00:00:00Z';
export const window = `start: "${day}", end: "${day}"`;
const hourly = `chatBusierHourly(start: "${day}")`;

/** The channels of so many days, or so many rows of them. */
export const channelsOf = ({ days = 0, count = 50 }) =>
  `{ channels(start: "2023-01-01T00:00:00Z", end: "${new Date(Date.UTC(2023, 0, 1 + days)).toISOString()}", count: ${count}) { total } }`;

/** A query of so many tokens that costs little else. */
const tokens = (count: number) =>
  `{ channels(${window}, types: [${times(count - 18, 'c')}]) { total } }`;

/** The body of a small query, padded to so many bytes. */
export const bodyOf = (bytes: number) => '{"query":"{ __typename }"}'.padEnd(bytes);

interface Row {
  readonly setting: string;
  /** Exactly what is allowed, and one more, of which both queries or bodies are. */
  readonly allowed: string;
  readonly rejected: string;
  readonly message: RegExp;
}

/** A small value of each setting, and its default. */
export const small: readonly (Row & { value: string })[] = [
  {
    setting: 'MAX_DEPTH',
    value: '3',
    allowed: `{ channels(${window}) { channels { messages } } }`,
    rejected: `{ channels(${window}) { channels { room { id } } } }`,
    message: /^The operation's fields are nested deeper than 3 \(MAX_DEPTH\)\.$/,
  },
  {
    setting: 'MAX_COST',
    value: '8',
    allowed: `{ ${times(8, '__typename')} }`,
    rejected: `{ ${times(9, '__typename')} }`,
    message: /^The operation's fields cost more than 8 \(MAX_COST\)\.$/,
  },
  {
    setting: 'MAX_TOKENS',
    value: '40',
    allowed: `{ ${times(38, '__typename')} }`,
    rejected: `{ ${times(39, '__typename')} }`,
    message: /^The operation has more than 40 tokens \(MAX_TOKENS\)\.$/,
  },
  {
    setting: 'MAX_ALIASES',
    value: '2',
    allowed: `{ ${times(2, 'a#: __typename')} }`,
    rejected: `{ ${times(3, 'a#: __typename')} }`,
    message: /^The operation has more than 2 aliases \(MAX_ALIASES\)\.$/,
  },
  {
    setting: 'MAX_DIRECTIVES',
    value: '1',
    allowed: '{ __typename @skip(if: false) }',
    rejected: '{ __typename @skip(if: false) @include(if: true) }',
    message: /^The operation has more than 1 directives \(MAX_DIRECTIVES\)\.$/,
  },
  {
    setting: 'MAX_BODY_BYTES',
    value: '300',
    allowed: bodyOf(300),
    rejected: bodyOf(301),
    message: /^The body has more than 300 bytes \(MAX_BODY_BYTES\)\.$/,
  },
  {
    setting: 'MAX_WINDOW_DAYS',
    value: '7',
    allowed: channelsOf({ days: 7 }),
    rejected: channelsOf({ days: 8 }),
    message: /^Argument "end": expected at most 7 days after "start" \(MAX_WINDOW_DAYS\)\.$/,
  },
  {
    setting: 'MAX_PAGE_SIZE',
    value: '2',
    allowed: channelsOf({ count: 2 }),
    rejected: channelsOf({ count: 3 }),
    message: /^Argument "count": expected a whole number from 1 to 2 \(MAX_PAGE_SIZE\)\.$/,
  },
];

export const defaults: readonly Row[] = [
  {
    setting: 'MAX_COST',
    allowed: `{ ${times(450, '__typename')} }`,
    rejected: `{ ${times(451, '__typename')} }`,
    message: /cost more than 450/,
  },
  {
    setting: 'MAX_TOKENS',
    allowed: tokens(1000),
    rejected: tokens(1001),
    message: /more than 1000 tokens/,
  },
  {
    setting: 'MAX_ALIASES',
    allowed: `{ ${times(30, 'a#: __typename')} }`,
    rejected: `{ ${times(31, 'a#: __typename')} }`,
    message: /more than 30 aliases/,
  },
  {
    setting: 'MAX_DIRECTIVES',
    allowed: `{ ${hourly} { ${times(8, 'hour @skip(if: false)')} } }`,
    rejected: `{ ${hourly} { ${times(9, 'hour @skip(if: false)')} } }`,
    message: /more than 8 directives/,
  },
  {
    setting: 'MAX_BODY_BYTES',
    allowed: bodyOf(100_000),
    rejected: bodyOf(100_001),
    message: /more than 100000 bytes/,
  },
  {
    setting: 'MAX_WINDOW_DAYS',
    allowed: channelsOf({ days: 400 }),
    rejected: channelsOf({ days: 401 }),
    message: /at most 400 days/,
  },
  {
    setting: 'MAX_PAGE_SIZE',
    allowed: channelsOf({ count: 500 }),
    rejected: channelsOf({ count: 501 }),
    message: /from 1 to 500/,
  },
];
