import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { chatBusierHourly } from '../analytics/rocketchat/chat-busier-hourly.js';
import { HourlyUsers } from '../schema/chat-busier-hourly.js';
import { Instant } from '../schema/instant.js';
import type { ResolverContext } from './context.js';

@Resolver()
export class ChatBusierHourlyResolver {
  @Query(() => [HourlyUsers], {
    description:
      'In which hours of the day how many people were online, over the 24 hours that **end** at `start` (both ends included). Twelve rows, the latest hour first, or none when no session began in that time. A person counts at an hour when a session of theirs was open at that full hour, by the hours of day of login and closing alone: sessions within one odd hour and sessions past midnight UTC count nowhere, and open ones last until midnight. Today is empty until Rocket.Chat’s nightly job has computed its sessions.',
  })
  chatBusierHourly(
    @Arg('start', () => Instant, {
      description: 'The **end** of the 24 hours looked at, in spite of its name.',
    })
    start: Date,
    @Ctx() { run }: ResolverContext,
  ) {
    return run(chatBusierHourly, { start });
  }
}
