import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { EngagementPeriods } from '../../analytics/series/engagement-periods.js';
import { peakConcurrentUsers } from '../../analytics/series/peak-concurrent-users.js';
import { CountSeries } from '../../schema/count-series.js';
import { Engagement } from '../../schema/engagement.js';
import { TimeBucketInput, TimeUnit, Weekday } from '../../schema/time-bucket.js';
import type { ResolverContext } from '../context.js';

@Resolver(() => Engagement)
export class EngagementPeakConcurrentUsersResolver {
  @FieldResolver(() => CountSeries, {
    description:
      'The most users online at one moment of each bucket; `total` is the most of the period.',
  })
  peakConcurrentUsers(
    @Root() { period, compared }: EngagementPeriods,
    @Arg('bucket', () => TimeBucketInput, {
      description: 'The buckets.',
      defaultValue: { unit: TimeUnit.HOUR, size: 1, weekStartsOn: Weekday.MONDAY },
    })
    bucket: TimeBucketInput,
    @Ctx() { run }: ResolverContext,
  ) {
    return run(peakConcurrentUsers, { period, compared, bucket });
  }
}
