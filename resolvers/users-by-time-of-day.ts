import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { usersByTimeOfDay } from '../analytics/rocketchat/users-by-time-of-day.js';
import { Instant } from '../schema/instant.js';
import { UsersOfHour } from '../schema/users-by-time-of-day.js';
import type { ResolverContext } from './context.js';

@Resolver()
export class UsersByTimeOfDayResolver {
  @Query(() => [UsersOfHour], {
    description:
      'How many people were online in each hour of each day, for sessions that began from `start` to `end`; latest first, hours without a session left out. A session stands in every UTC hour from that of its login to that of its closing, on the day stored with it: one that closes at an earlier hour of a later day stands nowhere, one still open stands until hour 23. Today is missing until Rocket.Chat’s nightly job.',
  })
  usersByTimeOfDay(
    @Arg('start', () => Instant, { description: 'The earliest login, included.' }) start: Date,
    @Arg('end', () => Instant, { description: 'The latest login, included.' }) end: Date,
    @Ctx() { run }: ResolverContext,
  ) {
    return run(usersByTimeOfDay, { start, end });
  }
}
