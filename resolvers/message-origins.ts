import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { messageOrigins } from '../analytics/rocketchat/message-origins.js';
import { MessageOrigin } from '../schema/message-origins.js';
import { WindowArguments } from '../schema/window-arguments.js';
import type { ResolverContext } from './context.js';

@Resolver()
export class MessageOriginsResolver {
  @Query(() => [MessageOrigin], {
    description:
      'How many messages were sent in each type of room on the calendar days of the window, both days included; most first, equal ones by type. Public, private and direct rooms always have a row, other types where messages were stored for them.',
  })
  messageOrigins(
    @Args(() => WindowArguments) window: WindowArguments,
    @Ctx() { run }: ResolverContext,
  ) {
    return run(messageOrigins, window);
  }
}
