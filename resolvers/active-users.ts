import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { activeUsers } from '../analytics/rocketchat/active-users.js';
import { ActiveUsersOfDay } from '../schema/active-users.js';
import { WindowArguments } from '../schema/window-arguments.js';
import type { ResolverContext } from './context.js';

@Resolver()
export class ActiveUsersResolver {
  @Query(() => [ActiveUsersOfDay], {
    description:
      'Who was online on each calendar day of the window, both days included; newest day first, days without anybody left out. Anonymous visitors are not counted. Today is missing until Rocket.Chat’s nightly job.',
  })
  activeUsers(
    @Args(() => WindowArguments) window: WindowArguments,
    @Ctx() { run }: ResolverContext,
  ) {
    return run(activeUsers, window);
  }
}
