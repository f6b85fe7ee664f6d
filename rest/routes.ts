import type { DocumentNode } from 'graphql';
import type { JsonSchema } from './json-schema.js';
import type { ParameterNames } from './match.js';
import {
  ActiveUsersDocument,
  ChannelsDocument,
  ChatBusierHourlyDocument,
  ChatBusierWeeklyDocument,
  MessageOriginsDocument,
  MessagesSentDocument,
  NewUsersDocument,
  PopularChannelsDocument,
  UsersByTimeOfDayDocument,
} from '../operations/operations.generated.js';
import {
  channelsOffset,
  channelsTexts,
  channelsVariables,
  offsetAsRead,
  type RouteSettings,
  type TextParameter,
} from './paging.js';

type Parameters = Readonly<Record<string, string>>;

/** A documented path, below `base`, and the stored operation that answers it. All answer GET. */
export interface Route {
  readonly path: string;
  /** It selects one field of `Query`: a list is the body under the field's alias, an object is it. */
  readonly operation: DocumentNode;
  readonly parameters: ParameterNames;
  /** The operation's variables, where they are not the parameters as they were sent. */
  readonly variables?: (parameters: Parameters, settings: RouteSettings) => object;
  /** What replaces keys of the body, where the sent text shows in it. */
  readonly echo?: {
    readonly of: (parameters: Parameters) => object;
    readonly schema: Readonly<Record<string, JsonSchema>>;
  };
  /** How the texts among the parameters are read. */
  readonly texts?: (settings: RouteSettings) => Readonly<Record<string, TextParameter>>;
}

export const base = '/v1/engagement-dashboard';

const window = { dates: ['start', 'end'], texts: [] };
const start = { dates: ['start'], texts: [] };

export const routes: readonly Route[] = [
  { path: '/users/new-users', operation: NewUsersDocument, parameters: window },
  { path: '/users/active-users', operation: ActiveUsersDocument, parameters: window },
  {
    path: '/users/chat-busier/hourly-data',
    operation: ChatBusierHourlyDocument,
    parameters: start,
  },
  {
    path: '/users/chat-busier/weekly-data',
    operation: ChatBusierWeeklyDocument,
    parameters: start,
  },
  {
    path: '/users/users-by-time-of-the-day-in-a-week',
    operation: UsersByTimeOfDayDocument,
    parameters: window,
  },
  { path: '/messages/messages-sent', operation: MessagesSentDocument, parameters: window },
  { path: '/messages/origin', operation: MessageOriginsDocument, parameters: window },
  {
    path: '/messages/top-five-popular-channels',
    operation: PopularChannelsDocument,
    parameters: window,
  },
  {
    path: '/channels/list',
    operation: ChannelsDocument,
    parameters: { ...window, texts: ['offset', 'count', 'hideRoomsWithNoActivity'] },
    variables: channelsVariables,
    echo: { of: channelsOffset, schema: offsetAsRead },
    texts: channelsTexts,
  },
];
