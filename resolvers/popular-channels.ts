import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { popularChannels } from '../analytics/rocketchat/popular-channels.js';
import { PopularChannel } from '../schema/popular-channels.js';
import { WindowArguments } from '../schema/window-arguments.js';
import type { ResolverContext } from './context.js';

@Resolver()
export class PopularChannelsResolver {
  @Query(() => [PopularChannel], {
    description:
      'The five rooms with the most messages on the calendar days of the window, both days included; most first, equal ones by type, name and user names. Rooms are distinguished by type, name and user names at the time: a renamed room can stand twice, and two rooms of one type and name stand once.',
  })
  popularChannels(
    @Args(() => WindowArguments) window: WindowArguments,
    @Ctx() { run }: ResolverContext,
  ) {
    return run(popularChannels, window);
  }
}
