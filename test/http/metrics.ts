import { print, type DocumentNode, type FieldNode, type OperationDefinitionNode } from 'graphql';
import * as operations from '../../operations/operations.generated.js';
import { bodyOf, jsonOf } from '../../rest/body.js';
import type { Documents } from '../support/documents.js';
import type { GraphqlResult } from '../support/gateway.js';
import { activeUsers } from '../references/active-users.js';
import { channels } from '../references/channels.js';
import { chatBusierHourly } from '../references/chat-busier-hourly.js';
import { chatBusierWeekly } from '../references/chat-busier-weekly.js';
import { messageOrigins } from '../references/message-origins.js';
import { messagesSent } from '../references/messages-sent.js';
import { newUsers } from '../references/new-users.js';
import { popularChannels } from '../references/popular-channels.js';
import { usersByTimeOfDay } from '../references/users-by-time-of-day.js';
import { lastDay, week } from './small-workspace.js';

export interface DateRange {
  readonly start: string;
  readonly end?: string;
}

/** How the reference implementations are called; each takes of it what it needs. */
interface ReferenceParameters {
  start: Date;
  end: Date;
  timeZone: string;
  offset: number;
  count: number;
  hideRoomsWithNoActivity: boolean;
}

/** One of the nine: its path, its field, and who else knows the answer. */
export interface Metric {
  readonly path: string;
  readonly field: string;
  /** Parameters to which the small workspace has rows. */
  readonly parameters: DateRange;
  /** The stored operation, and what it needs beside `parameters`. */
  readonly operation: string;
  readonly otherVariables: Readonly<Record<string, unknown>>;
  /** The selection of the stored operation, for a query with literals. */
  readonly selection: string;
  readonly reference: (
    documents: Documents,
    parameters: ReferenceParameters,
  ) => object | 'rejected';
}

const firstPage = { offset: 0, count: 50, hideRoomsWithNoActivity: true };

export const metrics: readonly Metric[] = [
  metric('/users/new-users', operations.NewUsersDocument, week, newUsers),
  metric('/users/active-users', operations.ActiveUsersDocument, week, activeUsers),
  metric(
    '/users/chat-busier/hourly-data',
    operations.ChatBusierHourlyDocument,
    lastDay,
    chatBusierHourly,
  ),
  metric(
    '/users/chat-busier/weekly-data',
    operations.ChatBusierWeeklyDocument,
    lastDay,
    chatBusierWeekly,
  ),
  metric(
    '/users/users-by-time-of-the-day-in-a-week',
    operations.UsersByTimeOfDayDocument,
    week,
    usersByTimeOfDay,
  ),
  metric('/messages/messages-sent', operations.MessagesSentDocument, week, messagesSent),
  metric('/messages/origin', operations.MessageOriginsDocument, week, messageOrigins),
  metric(
    '/messages/top-five-popular-channels',
    operations.PopularChannelsDocument,
    week,
    popularChannels,
  ),
  {
    ...metric('/channels/list', operations.ChannelsDocument, week, channels),
    otherVariables: firstPage,
  },
];

function metric(
  path: string,
  document: DocumentNode,
  parameters: DateRange,
  reference: Metric['reference'],
): Metric {
  const [{ selectionSet }] = document.definitions as [OperationDefinitionNode];
  const [field] = selectionSet.selections as [FieldNode];
  return {
    path,
    field: field.name.value,
    parameters,
    operation: print(document),
    otherVariables: {},
    selection: field.selectionSet ? print(field.selectionSet) : '',
    reference,
  };
}

/** A path with its query string. */
export function url({ path }: Metric, parameters: object): string {
  return `${path}?${new URLSearchParams({ ...parameters }).toString()}`;
}

/** The query as a query in which the arguments are written out. */
export function literalQuery({ field, selection }: Metric, values: object): string {
  const written = Object.entries(values).map(
    ([name, value]) => `${name}: ${JSON.stringify(value)}`,
  );
  return `{ ${field}${written.length > 0 ? `(${written.join(', ')})` : ''} ${selection} }`;
}

/** The body of a path that has these rows. */
export function expectedBody(
  { reference }: Metric,
  documents: Documents,
  parameters: DateRange,
  timeZone = 'UTC',
): unknown {
  const start = new Date(parameters.start);
  const end = new Date(parameters.end ?? parameters.start);
  const body = reference(documents, { start, end, timeZone, ...firstPage });
  return plain({ ...(body as object), success: true });
}

/** The body that a path would make of the data of its stored operation. */
export function graphqlBody({ data }: GraphqlResult): unknown {
  return JSON.parse(jsonOf({ ...bodyOf(data ?? {}), success: true })) as never;
}

/** As JSON has it: dates as text, no keys without a value. */
function plain(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body));
}
