import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { channels } from '../analytics/rocketchat/channels.js';
import { ChannelPage, SortDirection } from '../schema/channels.js';
import { ChannelsArguments } from '../schema/channels-arguments.js';
import type { ResolverContext } from './context.js';

@Resolver()
export class ChannelsResolver {
  @Query(() => ChannelPage, {
    description:
      'Public, private and direct rooms with the messages sent in them on the calendar days of the window, both days included, beside those of the period before. `sort` sets the order, equal ones by the room’s id. Rooms that have been deleted are left out.',
  })
  channels(
    @Args(() => ChannelsArguments) { sort, types, search, ...rest }: ChannelsArguments,
    @Ctx() { run }: ResolverContext,
  ) {
    return run(channels, {
      ...rest,
      sortBy: sort.by,
      ascending: sort.direction === SortDirection.ASCENDING,
      types: types ?? undefined,
      search: search ?? undefined,
    });
  }
}
