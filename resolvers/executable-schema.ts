// First, since the decorators of every class below record their metadata through it.
import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { ActiveUsersResolver } from './active-users.js';
import { ChannelsResolver } from './channels.js';
import { ChatBusierHourlyResolver } from './chat-busier-hourly.js';
import { ChatBusierWeeklyResolver } from './chat-busier-weekly.js';
import { callDirectly } from './direct-calls.js';
import { EngagementResolver } from './engagement.js';
import { EngagementActiveUsersResolver } from './engagement/active-users.js';
import { EngagementMessagesResolver } from './engagement/messages.js';
import { EngagementMessagesByRoomTypeResolver } from './engagement/messages-by-room-type.js';
import { EngagementNewUsersResolver } from './engagement/new-users.js';
import { EngagementOnlineHoursResolver } from './engagement/online-hours.js';
import { EngagementOnlineUsersResolver } from './engagement/online-users.js';
import { EngagementPeakConcurrentUsersResolver } from './engagement/peak-concurrent-users.js';
import { EngagementRetentionResolver } from './engagement/retention.js';
import { EngagementRoomsResolver } from './engagement/rooms.js';
import { MessageOriginsResolver } from './message-origins.js';
import { MessagesSentResolver } from './messages-sent.js';
import { NewUsersResolver } from './new-users.js';
import { PopularChannelsResolver } from './popular-channels.js';
import { TodayResolver } from './today.js';
import { UsersByTimeOfDayResolver } from './users-by-time-of-day.js';
import { ViewerResolver } from './viewer.js';
import { WorkspaceResolver } from './workspace.js';

/** The schema with its resolvers and without protection: `auth/` adds that, and only then is it served. */
export function executableSchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      NewUsersResolver,
      ActiveUsersResolver,
      ChatBusierHourlyResolver,
      ChatBusierWeeklyResolver,
      UsersByTimeOfDayResolver,
      MessagesSentResolver,
      MessageOriginsResolver,
      PopularChannelsResolver,
      ChannelsResolver,
      EngagementResolver,
      EngagementNewUsersResolver,
      EngagementMessagesResolver,
      EngagementMessagesByRoomTypeResolver,
      EngagementOnlineUsersResolver,
      EngagementPeakConcurrentUsersResolver,
      EngagementOnlineHoursResolver,
      EngagementActiveUsersResolver,
      EngagementRetentionResolver,
      EngagementRoomsResolver,
      TodayResolver,
      WorkspaceResolver,
      ViewerResolver,
    ],
    // Subscriptions have sources of their own.
    pubSub: { publish: () => undefined, subscribe: () => ({ [Symbol.asyncIterator]: never }) },
    validate: false,
  });
  callDirectly(schema);
  return schema;
}

function never(): never {
  throw new Error('No subscription uses topics.');
}
