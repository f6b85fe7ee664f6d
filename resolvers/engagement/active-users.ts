import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { EngagementPeriods } from '../../analytics/series/engagement-periods.js';
import { activeUsers } from '../../analytics/series/active-users.js';
import { ActiveUserSeries } from '../../schema/active-user-series.js';
import { Engagement } from '../../schema/engagement.js';
import type { ResolverContext } from '../context.js';

@Resolver(() => Engagement)
export class EngagementActiveUsersResolver {
  @FieldResolver(() => ActiveUserSeries, {
    description:
      'Distinct users online on each whole day that the period touches, and in the 7 and the 30 days that end with it.',
  })
  activeUsers(@Root() { period }: EngagementPeriods, @Ctx() { run }: ResolverContext) {
    return run(activeUsers, { period });
  }
}
