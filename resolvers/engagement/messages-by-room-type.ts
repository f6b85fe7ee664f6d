import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { EngagementPeriods } from '../../analytics/series/engagement-periods.js';
import { messagesByRoomType } from '../../analytics/series/messages-by-room-type.js';
import { MessagesByRoomType } from '../../schema/messages-by-room-type.js';
import { Engagement } from '../../schema/engagement.js';
import type { ResolverContext } from '../context.js';

@Resolver(() => Engagement)
export class EngagementMessagesByRoomTypeResolver {
  @FieldResolver(() => MessagesByRoomType, {
    description:
      'Messages sent, less messages deleted, per type of room, on the calendar days of the workspace.',
  })
  messagesByRoomType(
    @Root() { period, compared }: EngagementPeriods,
    @Ctx() { run }: ResolverContext,
  ) {
    return run(messagesByRoomType, { period, compared });
  }
}
