import assert from 'node:assert/strict';
import { graphql } from 'graphql';
import { InvalidArgument } from '../../analytics/invalid-argument.js';
import type { Source } from '../../analytics/metric.js';
import { engagementPeriods } from '../../analytics/series/engagement-periods.js';
import type { ResolverContext } from '../../resolvers/context.js';
import { executableSchema } from '../../resolvers/executable-schema.js';
import { activeUsers } from '../references/series/active-users.js';
import type { Workspace } from '../references/series/coverage.js';
import { onlineHours } from '../references/series/online-hours.js';
import { onlineUsers, peakConcurrentUsers } from '../references/series/people-series.js';
import { retention } from '../references/series/retention.js';
import { comparedPeriod, NoSuchDays, periodOf } from '../references/series/period.js';
import { rooms } from '../references/series/rooms.js';
import { messages, messagesByRoomType, newUsers } from '../references/series/stored-counts.js';
import { today } from '../references/series/today.js';
import type { EngagementQuery } from './arbitrary-engagement.js';

const measured = 'timeZone coverage { start end isComplete } computedAt';
const series = `{
  total
  comparison { total difference ratio coverage { start end isComplete } }
  buckets { start end count comparedCount state }
  ${measured}
}`;

/** The arguments of each field, as GraphQL declares them, what is selected, and its reference. */
const fields: Readonly<
  Record<
    string,
    {
      args: Readonly<Record<string, string>>;
      selection: string;
      reference: (workspace: Workspace, args: never) => object;
    }
  >
> = {
  newUsers: { args: { bucket: 'TimeBucketInput!' }, selection: series, reference: newUsers },
  messages: {
    args: { bucket: 'TimeBucketInput!', types: '[RoomType!]' },
    selection: series,
    reference: messages,
  },
  messagesByRoomType: {
    args: {},
    selection: `{ types { type messages comparedMessages difference share } ${measured} }`,
    reference: messagesByRoomType,
  },
  onlineUsers: { args: { bucket: 'TimeBucketInput!' }, selection: series, reference: onlineUsers },
  peakConcurrentUsers: {
    args: { bucket: 'TimeBucketInput!' },
    selection: series,
    reference: peakConcurrentUsers,
  },
  onlineHours: {
    args: {},
    selection: `{ days { date users state } ${measured} }`,
    reference: onlineHours,
  },
  activeUsers: {
    args: {},
    selection: `{ days { date daily weekly monthly stickiness state } ${measured} }`,
    reference: activeUsers,
  },
  retention: {
    args: { cohort: 'CohortBasis!', unit: 'TimeUnit!', periods: 'Int!' },
    selection: `{
      cohorts { firstDay lastDay size periods { index users ratio state } }
      ${measured}
    }`,
    reference: retention,
  },
  rooms: {
    args: {
      offset: 'Int!',
      count: 'Int!',
      sort: 'ChannelSort!',
      types: '[RoomType!]',
      search: 'String',
      hideInactive: 'Boolean!',
    },
    selection: `{
      rooms { room { id type name } messages comparedMessages difference share daily }
      total offset count ${measured}
    }`,
    reference: rooms,
  },
};

/** The fields of `Engagement` that have a reference. */
export const engagementFields = Object.keys(fields);

/** A query as an operation of GraphQL and its variables. */
export function operationOf(
  { field, period, comparison, args }: EngagementQuery,
  timeZone: string,
): { query: string; variables: Record<string, unknown> } {
  if (field === 'today') {
    return {
      query: `query ($timeZone: TimeZone) {
        today(timeZone: $timeZone) { date onlineNow activeUsers hours messages newUsers ${measured} }
      }`,
      variables: { timeZone },
    };
  }
  const { args: types = {}, selection = '' } = fields[field] ?? {};
  const names = Object.keys(types);
  const declared = names.map((name) => `$${name}: ${types[name] ?? ''}`);
  const given = names.map((name) => `${name}: $${name}`);
  return {
    query: `query ($period: PeriodInput!, $timeZone: TimeZone, $comparison: ComparisonInput, ${declared.join(', ')}) {
      engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {
        ${field}${given.length > 0 ? `(${given.join(', ')})` : ''} ${selection}
      }
    }`,
    variables: {
      ...(JSON.parse(JSON.stringify({ period, comparison, ...variablesOf(args) })) as object),
      timeZone,
    },
  };
}

function variablesOf({ sortBy, ascending, ...args }: EngagementQuery['args']): object {
  const sort = { by: sortBy, direction: ascending === true ? 'ASCENDING' : 'DESCENDING' };
  return { ...args, ...(sortBy !== undefined && { sort }) };
}

/**
 * What the reference implementation counts, in the form of GraphQL's response, or `rejected` where
 * a period consists of days that its zone skips.
 */
export function expectedAnswer(
  { field, period, comparison, args }: EngagementQuery,
  workspace: Workspace,
  timeZone: string,
): unknown {
  const computedAt = new Date(workspace.now).toISOString();
  if (field === 'today') return { today: { ...today(workspace, { timeZone }), computedAt } };
  const parameters = { period, timeZone, comparison, ...args };
  try {
    // Also of fields that are not compared.
    if (comparison) comparedPeriod(periodOf(period, timeZone, workspace.now), comparison);
    const result = fields[field]?.reference(workspace, parameters as never);
    const answer = { engagement: { [field]: { ...result, computedAt } } };
    return JSON.parse(JSON.stringify(answer)) as unknown;
  } catch (error) {
    if (error instanceof NoSuchDays) return 'rejected';
    throw error;
  }
}

const limits = { maxWindowDays: 400, maxBuckets: 10_000 };
const schema = executableSchema();

/** What the metrics return for a query, through the schema without protection, or `rejected`. */
export async function engagementResult(
  source: Source,
  query: EngagementQuery,
  timeZone: string,
): Promise<unknown> {
  const operation = operationOf(query, timeZone);
  const contextValue = {
    run: (metric, args) => metric.run(source, args),
    periodsOf: (args) => engagementPeriods(args, source.timeZone, limits),
    workspaceTimeZone: source.timeZone,
    followToday: () => {
      throw new Error('Nothing is followed.');
    },
    viewer: undefined,
  } satisfies ResolverContext;
  const { data, errors } = await graphql({
    schema,
    source: operation.query,
    variableValues: operation.variables,
    contextValue,
  });
  if (errors?.[0]?.originalError instanceof InvalidArgument) return 'rejected';
  assert.equal(errors, undefined);
  return JSON.parse(JSON.stringify(data));
}
