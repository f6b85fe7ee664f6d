import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { EngagementPeriods } from '../../analytics/series/engagement-periods.js';
import { onlineHours } from '../../analytics/series/online-hours.js';
import { OnlineHours } from '../../schema/online-hours.js';
import { Engagement } from '../../schema/engagement.js';
import type { ResolverContext } from '../context.js';

@Resolver(() => Engagement)
export class EngagementOnlineHoursResolver {
  @FieldResolver(() => OnlineHours, {
    description: 'Distinct users online per calendar day and hour of the clock, for a heat map.',
  })
  onlineHours(@Root() { period }: EngagementPeriods, @Ctx() { run }: ResolverContext) {
    return run(onlineHours, { period });
  }
}
