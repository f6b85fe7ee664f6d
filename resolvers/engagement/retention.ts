import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { EngagementPeriods } from '../../analytics/series/engagement-periods.js';
import { retention } from '../../analytics/series/retention.js';
import { Engagement } from '../../schema/engagement.js';
import { CohortBasis, Retention } from '../../schema/retention.js';
import { TimeUnit } from '../../schema/time-bucket.js';
import type { ResolverContext } from '../context.js';

@Resolver(() => Engagement)
export class EngagementRetentionResolver {
  @FieldResolver(() => Retention, {
    description: 'How many users of each cohort were online in the times that follow it.',
  })
  retention(
    @Root() { period }: EngagementPeriods,
    @Arg('cohort', () => CohortBasis, {
      description: 'What makes users a cohort.',
      defaultValue: CohortBasis.JOINED,
    })
    cohort: CohortBasis,
    @Arg('unit', () => TimeUnit, {
      description:
        'The times of cohorts: calendar days, weeks from Monday or months that begin in the period; DAY, WEEK or MONTH.',
      defaultValue: TimeUnit.WEEK,
    })
    unit: TimeUnit,
    @Arg('periods', () => Int, {
      description: 'In how many times each cohort is followed, its own included: 1 to 24.',
      defaultValue: 6,
    })
    periods: number,
    @Ctx() { run }: ResolverContext,
  ) {
    return run(retention, { period, cohort, unit, periods });
  }
}
