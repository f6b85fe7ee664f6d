import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { EngagementPeriods } from '../../analytics/series/engagement-periods.js';
import { onlineUsers } from '../../analytics/series/online-users.js';
import { CountSeries } from '../../schema/count-series.js';
import { Engagement } from '../../schema/engagement.js';
import { TimeBucketInput, TimeUnit, Weekday } from '../../schema/time-bucket.js';
import type { ResolverContext } from '../context.js';

@Resolver(() => Engagement)
export class EngagementOnlineUsersResolver {
  @FieldResolver(() => CountSeries, {
    description:
      'Distinct users with a session open at any moment of each bucket: the exact overlap, past midnight included. `total` counts each user of the period once.',
  })
  onlineUsers(
    @Root() { period, compared }: EngagementPeriods,
    @Arg('bucket', () => TimeBucketInput, {
      description: 'The buckets.',
      defaultValue: { unit: TimeUnit.HOUR, size: 1, weekStartsOn: Weekday.MONDAY },
    })
    bucket: TimeBucketInput,
    @Ctx() { run }: ResolverContext,
  ) {
    return run(onlineUsers, { period, compared, bucket });
  }
}
