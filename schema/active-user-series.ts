import { Field, Float, Int, ObjectType } from 'type-graphql';
import { LocalDate } from './local-date.js';
import { BucketState, Measured } from './measured.js';

@ObjectType('ActiveUsersOnDay', {
  description: 'The distinct users of a calendar day and of the days before it.',
  simpleResolvers: true,
})
export class ActiveUsersOnDay {
  @Field(() => LocalDate, { description: 'The day.' })
  date!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Distinct users of the day; null where nothing is known.',
  })
  daily!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Distinct users of the 7 days that end with this one; null unless records exist for all of them.',
  })
  weekly!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Distinct users of the 30 days that end with this one; null unless records exist for all of them.',
  })
  monthly!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: '`daily` divided by `monthly`, 0 to 1; null when `monthly` is null or 0.',
  })
  stickiness!: number | null;

  @Field(() => BucketState, { description: 'How much is known of the day.' })
  state!: BucketState;
}

@ObjectType('ActiveUserSeries', {
  description: 'The distinct users per calendar day, week and month.',
  implements: Measured,
  simpleResolvers: true,
})
export class ActiveUserSeries extends Measured {
  @Field(() => [ActiveUsersOnDay], { description: 'The days, oldest first, without gaps.' })
  days!: ActiveUsersOnDay[];
}
