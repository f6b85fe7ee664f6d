import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { EngagementPeriods } from '../../analytics/series/engagement-periods.js';
import { messages } from '../../analytics/series/messages.js';
import { RoomType } from '../../schema/channels.js';
import { CountSeries } from '../../schema/count-series.js';
import { Engagement } from '../../schema/engagement.js';
import { TimeBucketInput, TimeUnit, Weekday } from '../../schema/time-bucket.js';
import type { ResolverContext } from '../context.js';

@Resolver(() => Engagement)
export class EngagementMessagesResolver {
  @FieldResolver(() => CountSeries, {
    description:
      'Messages sent, less messages deleted, per calendar day of the workspace: the dates of the period are read as days of its time zone, and buckets below a day are rejected.',
  })
  messages(
    @Root() { period, compared }: EngagementPeriods,
    @Arg('bucket', () => TimeBucketInput, {
      description: 'The buckets.',
      defaultValue: { unit: TimeUnit.DAY, size: 1, weekStartsOn: Weekday.MONDAY },
    })
    bucket: TimeBucketInput,
    @Arg('types', () => [RoomType], {
      nullable: true,
      description: 'Counts rooms of these types only, by what they were on the day.',
    })
    types: RoomType[] | null | undefined,
    @Ctx() { run }: ResolverContext,
  ) {
    return run(messages, { period, compared, bucket, types: types ?? undefined });
  }
}
