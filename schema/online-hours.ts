import { Field, Int, ObjectType } from 'type-graphql';
import { LocalDate } from './local-date.js';
import { BucketState, Measured } from './measured.js';

@ObjectType('OnlineHoursOfDay', {
  description: 'The users online in each hour of a calendar day.',
  simpleResolvers: true,
})
export class OnlineHoursOfDay {
  @Field(() => LocalDate, { description: 'The day.' })
  date!: string;

  @Field(() => [Int], {
    nullable: 'items',
    description:
      '24 counts of distinct users, one per hour of the clock; null for an hour that the day or the period does not have, or of which nothing is known. An hour that comes twice counts its users once.',
  })
  users!: (number | null)[];

  @Field(() => BucketState, { description: 'How much is known of the day.' })
  state!: BucketState;
}

@ObjectType('OnlineHours', {
  description: 'The users online per calendar day and hour of the clock, for a heat map.',
  implements: Measured,
  simpleResolvers: true,
})
export class OnlineHours extends Measured {
  @Field(() => [OnlineHoursOfDay], { description: 'The days, oldest first, without gaps.' })
  days!: OnlineHoursOfDay[];
}
