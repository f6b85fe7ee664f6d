import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { today } from '../analytics/series/today.js';
import { TimeZone } from '../schema/time-zone.js';
import { Today } from '../schema/today.js';
import type { ResolverContext } from './context.js';

@Resolver()
export class TodayResolver {
  @Query(() => Today, {
    description: 'The current calendar day until now, before any nightly job.',
  })
  today(
    @Arg('timeZone', () => TimeZone, {
      nullable: true,
      description: 'The time zone of the day; the workspace’s where it is absent.',
    })
    timeZone: string | null | undefined,
    @Ctx() { run, workspaceTimeZone }: ResolverContext,
  ) {
    return run(today, { timeZone: timeZone ?? workspaceTimeZone });
  }
}
