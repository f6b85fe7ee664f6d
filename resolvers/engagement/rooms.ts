import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { EngagementPeriods } from '../../analytics/series/engagement-periods.js';
import { rooms } from '../../analytics/series/rooms.js';
import { SortDirection } from '../../schema/channels.js';
import { Engagement } from '../../schema/engagement.js';
import { RoomActivityPage } from '../../schema/rooms.js';
import { RoomsArguments } from '../../schema/rooms-arguments.js';
import type { ResolverContext } from '../context.js';

@Resolver(() => Engagement)
export class EngagementRoomsResolver {
  @FieldResolver(() => RoomActivityPage, {
    description:
      'Public, private and direct rooms with their messages on the calendar days of the workspace, beside those of the compared period. Rooms are told apart by their id; deleted ones are left out. Among equals hidden rooms come last, and otherwise the id decides.',
  })
  rooms(
    @Root() { period, compared }: EngagementPeriods,
    @Args(() => RoomsArguments) { sort, types, search, ...rest }: RoomsArguments,
    @Ctx() { run }: ResolverContext,
  ) {
    return run(rooms, {
      ...rest,
      period,
      compared,
      sortBy: sort.by,
      ascending: sort.direction === SortDirection.ASCENDING,
      types: types ?? undefined,
      search: search ?? undefined,
    });
  }
}
