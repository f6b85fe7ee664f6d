import { z } from 'zod';
import { flag, setting, wholeNumber } from './setting.js';

/** Limits on GraphQL operations. */
export const graphqlSettings = {
  maxDepth: setting({
    variable: 'MAX_DEPTH',
    meaning: 'How deep the fields of a GraphQL operation may be nested.',
    fallback: '`8`',
    expected: 'a whole number from 1 to 1000',
    read: wholeNumber(1, 1000).default(8),
  }),
  maxCost: setting({
    variable: 'MAX_COST',
    meaning:
      'What the selected fields of a GraphQL operation may cost: 2 for an object, 1 for a value, 1.5 times as much a level deeper.',
    fallback: '`450`',
    expected: 'a whole number from 1 to 1000000',
    read: wholeNumber(1, 1_000_000).default(450),
  }),
  maxAliases: setting({
    variable: 'MAX_ALIASES',
    meaning: 'How many aliases a GraphQL operation may have.',
    fallback: '`30`',
    expected: 'a whole number from 0 to 10000',
    read: wholeNumber(0, 10_000).default(30),
  }),
  maxDirectives: setting({
    variable: 'MAX_DIRECTIVES',
    meaning: 'How many directives a GraphQL operation may have.',
    fallback: '`8`',
    expected: 'a whole number from 0 to 10000',
    read: wholeNumber(0, 10_000).default(8),
  }),
  maxTokens: setting({
    variable: 'MAX_TOKENS',
    meaning: 'How many tokens a GraphQL operation may have.',
    fallback: '`1000`',
    expected: 'a whole number from 1 to 1000000',
    read: wholeNumber(1, 1_000_000).default(1000),
  }),
  maxWindowDays: setting({
    variable: 'MAX_WINDOW_DAYS',
    meaning: 'The longest period of a GraphQL metric, in days.',
    fallback: '`400`',
    expected: 'a whole number from 1 to 100000',
    read: wholeNumber(1, 100_000).default(400),
  }),
  maxBuckets: setting({
    variable: 'MAX_BUCKETS',
    meaning:
      'The most buckets of time that a series in GraphQL may have; all series of an operation together may have four times as many.',
    fallback: '`10000`',
    expected: 'a whole number from 1 to 1000000',
    read: wholeNumber(1, 1_000_000).default(10_000),
  }),
  maxPageSize: setting({
    variable: 'MAX_PAGE_SIZE',
    meaning: 'The most rows of a page in GraphQL.',
    fallback: '`500`',
    expected: 'a whole number from 1 to 1000000',
    read: wholeNumber(1, 1_000_000).default(500),
  }),
  queryCostLimit: setting({
    variable: 'QUERY_COST_LIMIT',
    meaning:
      'What a viewer’s metrics may cost per minute, in GraphQL, REST and exports together, in days of the workspace’s records, 24 buckets of a series as one more; cached results cost nothing. `0` disables.',
    fallback: '`20000`',
    expected: 'a whole number from 0 to 1000000000',
    read: wholeNumber(0, 1_000_000_000).default(20_000),
  }),
  anonymousRateLimit: setting({
    variable: 'ANONYMOUS_RATE_LIMIT',
    meaning:
      'How many GraphQL requests without valid credentials one address may send per minute; `0` disables.',
    fallback: '`120`',
    expected: 'a whole number from 0 to 1000000000',
    read: wholeNumber(0, 1_000_000_000).default(120),
  }),
  persistedOnly: setting({
    variable: 'PERSISTED_ONLY',
    meaning:
      '`true` rejects every GraphQL operation that is not a trusted document: one of `operations/` or of `PERSISTED_DOCUMENTS`, sent as its text, its `documentId` or its SHA-256.',
    fallback: '`false`',
    expected: 'true or false',
    read: flag.default(false),
  }),
  persistedDocuments: setting({
    variable: 'PERSISTED_DOCUMENTS',
    meaning:
      'A JSON file of hashes to GraphQL texts, as GraphQL codegen and Relay write it. Its documents are trusted: they have no query limits, and those that graphql-jit executes exactly as graphql-js does are compiled just after the start.',
    fallback: 'none',
    expected: 'the path of a file',
    read: z.string().optional(),
  }),
  maxStreams: setting({
    variable: 'MAX_STREAMS',
    meaning: 'How many live streams this gateway has open at a time.',
    fallback: '`500`',
    expected: 'a whole number from 1 to 100000',
    read: wholeNumber(1, 100_000).default(500),
  }),
  maxStreamsPerViewer: setting({
    variable: 'MAX_STREAMS_PER_VIEWER',
    meaning: 'How many of those one viewer has open at a time.',
    fallback: '`10`',
    expected: 'a whole number from 1 to 100000',
    read: wholeNumber(1, 100_000).default(10),
  }),
};
