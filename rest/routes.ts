import type { DocumentNode } from 'graphql';
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
import { channelsOffset, channelsVariables, type RouteSettings } from './paging.js';

type TextParameters = Readonly<Record<string, string>>;

/** A documented path, below `base`, and the stored operation that answers it. All answer GET. */
export interface Route {
  readonly path: string;
  /** It selects one field of `Query`: a list is the body under the field's alias, an object is it. */
  readonly operation: DocumentNode;
  readonly parameters: ParameterNames;
  /** The operation's variables, where they are not the parameters as they were sent. */
  readonly variables?: (parameters: TextParameters, settings: RouteSettings) => object;
  /** Keys of the body in which Rocket.Chat shows what was sent. */
  readonly echo?: (parameters: TextParameters) => object;
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
    echo: channelsOffset,
  },
];
