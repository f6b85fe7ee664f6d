import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { newUsers } from '../analytics/rocketchat/new-users.js';
import { DailyCounts } from '../schema/daily-counts.js';
import { WindowArguments } from '../schema/window-arguments.js';
import type { ResolverContext } from './context.js';

@Resolver()
export class NewUsersResolver {
  @Query(() => DailyCounts, {
    description:
      'How many people joined the workspace per calendar day of the window, both days included, as Rocket.Chat counted them on that day.',
  })
  newUsers(@Args(() => WindowArguments) window: WindowArguments, @Ctx() { run }: ResolverContext) {
    return run(newUsers, window);
  }
}
