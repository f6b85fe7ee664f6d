import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { chatBusierWeekly } from '../analytics/rocketchat/chat-busier-weekly.js';
import { UsersOfDay } from '../schema/chat-busier-weekly.js';
import { Instant } from '../schema/instant.js';
import type { ResolverContext } from './context.js';

@Resolver()
export class ChatBusierWeeklyResolver {
  @Query(() => [UsersOfDay], {
    description:
      'How many people were online on each of the eight calendar days that **end** with the day of `start`; newest first, days without anybody left out. Anonymous visitors are not counted. Today is missing until Rocket.Chat’s nightly job.',
  })
  chatBusierWeekly(
    @Arg('start', () => Instant, {
      description:
        'An instant of the **last** day, in spite of its name, on the calendar of the workspace’s server.',
    })
    start: Date,
    @Ctx() { run }: ResolverContext,
  ) {
    return run(chatBusierWeekly, { start });
  }
}
