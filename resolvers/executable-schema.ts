// First, since the decorators of every class below record their metadata through it.
import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { ActiveUsersResolver } from './active-users.js';
import { ChannelsResolver } from './channels.js';
import { ChatBusierHourlyResolver } from './chat-busier-hourly.js';
import { ChatBusierWeeklyResolver } from './chat-busier-weekly.js';
import { MessageOriginsResolver } from './message-origins.js';
import { MessagesSentResolver } from './messages-sent.js';
import { NewUsersResolver } from './new-users.js';
import { PopularChannelsResolver } from './popular-channels.js';
import { UsersByTimeOfDayResolver } from './users-by-time-of-day.js';

/** The schema with its resolvers and without protection: `auth/` adds that, and only then is it served. */
export function executableSchema(): GraphQLSchema {
  return buildSchemaSync({
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
    ],
    validate: false,
  });
}
