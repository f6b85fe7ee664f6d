import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { ComparisonInput } from '../schema/comparison.js';
import { Engagement } from '../schema/engagement.js';
import { PeriodInput } from '../schema/period.js';
import { TimeZone } from '../schema/time-zone.js';
import type { ResolverContext } from './context.js';

@Resolver()
export class EngagementResolver {
  @Query(() => Engagement, {
    description:
      'Engagement in a period of any length and time zone, compared with another period where that is requested.',
  })
  engagement(
    @Arg('period', () => PeriodInput, { description: 'The period.' }) period: PeriodInput,
    @Arg('timeZone', () => TimeZone, {
      nullable: true,
      description: 'The time zone of days, weeks and hours; the workspace’s where it is absent.',
    })
    timeZone: string | null | undefined,
    @Arg('comparison', () => ComparisonInput, {
      nullable: true,
      description: 'What to compare with; nothing where it is absent.',
    })
    comparison: ComparisonInput | null | undefined,
    @Ctx() { periodsOf }: ResolverContext,
  ) {
    const periods = periodsOf({ period, timeZone, comparison });
    return {
      ...periods,
      timeZone: periods.period.timeZone,
      comparedPeriod: periods.compared ?? null,
    };
  }
}
