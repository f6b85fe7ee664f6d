import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { messagesSent } from '../analytics/rocketchat/messages-sent.js';
import { DailyCounts } from '../schema/daily-counts.js';
import { WindowArguments } from '../schema/window-arguments.js';
import type { ResolverContext } from './context.js';

@Resolver()
export class MessagesSentResolver {
  @Query(() => DailyCounts, {
    description:
      'How many messages were sent per calendar day of the window, both days included, in rooms of all types. Deleted messages are subtracted on the day of their deletion.',
  })
  messagesSent(
    @Args(() => WindowArguments) window: WindowArguments,
    @Ctx() { run }: ResolverContext,
  ) {
    return run(messagesSent, window);
  }
}
