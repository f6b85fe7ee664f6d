import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { EngagementPeriods } from '../../analytics/series/engagement-periods.js';
import { newUsers } from '../../analytics/series/new-users.js';
import { CountSeries } from '../../schema/count-series.js';
import { Engagement } from '../../schema/engagement.js';
import { TimeBucketInput, TimeUnit, Weekday } from '../../schema/time-bucket.js';
import type { ResolverContext } from '../context.js';

@Resolver(() => Engagement)
export class EngagementNewUsersResolver {
  @FieldResolver(() => CountSeries, {
    description:
      'Users who joined, as Rocket.Chat counted them per calendar day of the workspace: the dates of the period are read as days of its time zone, and buckets below a day are rejected.',
  })
  newUsers(
    @Root() { period, compared }: EngagementPeriods,
    @Arg('bucket', () => TimeBucketInput, {
      description: 'The buckets.',
      defaultValue: { unit: TimeUnit.DAY, size: 1, weekStartsOn: Weekday.MONDAY },
    })
    bucket: TimeBucketInput,
    @Ctx() { run }: ResolverContext,
  ) {
    return run(newUsers, { period, compared, bucket });
  }
}
