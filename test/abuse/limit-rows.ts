import { times } from './requests.js';

export const day = '2024-03-05T00:00:00Z';
export const window = `start: "${day}", end: "${day}"`;
const hourly = `chatBusierHourly(start: "${day}")`;

/** The channels of so many days, or so many rows of them. */
export const channelsOf = ({ days = 0, count = 50 }) =>
  `{ channels(start: "2023-01-01T00:00:00Z", end: "${new Date(Date.UTC(2023, 0, 1 + days)).toISOString()}", count: ${count}) { total } }`;

/** A query of so many words and signs that costs little else. */
const tokens = (count: number) =>
  `{ channels(${window}, types: [${times(count - 18, 'c')}]) { total } }`;

/** The body of a small query, padded to so many bytes. */
export const bodyOf = (bytes: number) => '{"query":"{ __typename }"}'.padEnd(bytes);

interface Row {
  readonly setting: string;
  /** Exactly what is allowed, and one more, of which both queries or bodies are. */
  readonly allowed: string;
  readonly refused: string;
  readonly sentence: RegExp;
}

/** A small value of each setting, and its default. */
export const small: readonly (Row & { value: string })[] = [
  {
    setting: 'MAX_DEPTH',
    value: '3',
    allowed: `{ channels(${window}) { channels { messages } } }`,
    refused: `{ channels(${window}) { channels { room { id } } } }`,
    sentence: /^The operation's fields are nested deeper than 3 \(MAX_DEPTH\)\.$/,
  },
  {
    setting: 'MAX_COST',
    value: '8',
    allowed: `{ ${times(8, '__typename')} }`,
    refused: `{ ${times(9, '__typename')} }`,
    sentence: /^The operation's fields cost more than 8 \(MAX_COST\)\.$/,
  },
  {
    setting: 'MAX_TOKENS',
    value: '40',
    allowed: `{ ${times(38, '__typename')} }`,
    refused: `{ ${times(39, '__typename')} }`,
    sentence: /^The operation has more than 40 words and signs \(MAX_TOKENS\)\.$/,
  },
  {
    setting: 'MAX_ALIASES',
    value: '2',
    allowed: `{ ${times(2, 'a#: __typename')} }`,
    refused: `{ ${times(3, 'a#: __typename')} }`,
    sentence: /^The operation has more than 2 aliases \(MAX_ALIASES\)\.$/,
  },
  {
    setting: 'MAX_DIRECTIVES',
    value: '1',
    allowed: '{ __typename @skip(if: false) }',
    refused: '{ __typename @skip(if: false) @include(if: true) }',
    sentence: /^The operation has more than 1 directives \(MAX_DIRECTIVES\)\.$/,
  },
  {
    setting: 'MAX_BODY_BYTES',
    value: '300',
    allowed: bodyOf(300),
    refused: bodyOf(301),
    sentence: /^The body has more than 300 bytes \(MAX_BODY_BYTES\)\.$/,
  },
  {
    setting: 'MAX_WINDOW_DAYS',
    value: '7',
    allowed: channelsOf({ days: 7 }),
    refused: channelsOf({ days: 8 }),
    sentence: /^Argument "end": expected at most 7 days after "start" \(MAX_WINDOW_DAYS\)\.$/,
  },
  {
    setting: 'MAX_PAGE_SIZE',
    value: '2',
    allowed: channelsOf({ count: 2 }),
    refused: channelsOf({ count: 3 }),
    sentence: /^Argument "count": expected a whole number from 1 to 2 \(MAX_PAGE_SIZE\)\.$/,
  },
];

export const defaults: readonly Row[] = [
  {
    setting: 'MAX_COST',
    allowed: `{ ${times(450, '__typename')} }`,
    refused: `{ ${times(451, '__typename')} }`,
    sentence: /cost more than 450/,
  },
  {
    setting: 'MAX_TOKENS',
    allowed: tokens(1000),
    refused: tokens(1001),
    sentence: /more than 1000 words and signs/,
  },
  {
    setting: 'MAX_ALIASES',
    allowed: `{ ${times(30, 'a#: __typename')} }`,
    refused: `{ ${times(31, 'a#: __typename')} }`,
    sentence: /more than 30 aliases/,
  },
  {
    setting: 'MAX_DIRECTIVES',
    allowed: `{ ${hourly} { ${times(8, 'hour @skip(if: false)')} } }`,
    refused: `{ ${hourly} { ${times(9, 'hour @skip(if: false)')} } }`,
    sentence: /more than 8 directives/,
  },
  {
    setting: 'MAX_BODY_BYTES',
    allowed: bodyOf(100_000),
    refused: bodyOf(100_001),
    sentence: /more than 100000 bytes/,
  },
  {
    setting: 'MAX_WINDOW_DAYS',
    allowed: channelsOf({ days: 400 }),
    refused: channelsOf({ days: 401 }),
    sentence: /at most 400 days/,
  },
  {
    setting: 'MAX_PAGE_SIZE',
    allowed: channelsOf({ count: 500 }),
    refused: channelsOf({ count: 501 }),
    sentence: /from 1 to 500/,
  },
];
