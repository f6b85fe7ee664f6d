import { Field, Float, Int, ObjectType } from 'type-graphql';
import { LocalDate } from './local-date.js';
import { Measured } from './measured.js';

@ObjectType('Today', {
  description: 'The current calendar day until now, before any nightly job.',
  implements: Measured,
  simpleResolvers: true,
})
export class Today extends Measured {
  @Field(() => LocalDate, { description: 'The day in the time zone.' })
  date!: string;

  @Field(() => Int, { description: 'Users with an open session at `computedAt`.' })
  onlineNow!: number;

  @Field(() => Int, { description: 'Users online at any moment of the day until now.' })
  activeUsers!: number;

  @Field(() => [Int], {
    nullable: 'items',
    description:
      '24 counts of users online, one per hour of the clock; null for hours that lie ahead or that the day does not have.',
  })
  hours!: (number | null)[];

  @Field(() => Float, {
    description: 'Messages that Rocket.Chat has counted on the workspace’s own calendar day.',
  })
  messages!: number;

  @Field(() => Float, {
    description: 'Users who joined, counted on the workspace’s own calendar day.',
  })
  newUsers!: number;
}
