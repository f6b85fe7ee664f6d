import { Field, Float, ObjectType } from 'type-graphql';
import { Instant } from './instant.js';

@ObjectType('DailyCount', { description: 'The count of one calendar day.', simpleResolvers: true })
export class DailyCount {
  @Field(() => Instant, {
    description: 'The first moment of the day in the zone of the workspace’s server.',
  })
  day!: Date;

  @Field(() => Float, {
    description:
      'The count that Rocket.Chat stored for that day. Messages can be negative: deleted ones are subtracted on the day of their deletion.',
  })
  count!: number;
}

@ObjectType('ComparedCount', {
  description: 'A count beside an earlier one.',
  simpleResolvers: true,
})
export class ComparedCount {
  @Field(() => Float, { description: 'The count.' })
  count!: number;

  @Field(() => Float, {
    description: 'How much larger the later of the two counts is; negative when it is smaller.',
  })
  variation!: number;
}

@ObjectType('DailyCounts', {
  description: 'A count per day, its sum, and what it is compared with.',
  simpleResolvers: true,
})
export class DailyCounts {
  @Field(() => [DailyCount], {
    description: 'Newest day first. Days for which nothing is stored are left out.',
  })
  days!: DailyCount[];

  @Field(() => ComparedCount, {
    description:
      'The sum of `days`; its variation is that sum less the same for the period before, which ends the day before `start` and is one day longer than the window, as Rocket.Chat has it.',
  })
  period!: ComparedCount;

  @Field(() => ComparedCount, {
    description:
      'The count of the day before the window’s last day, 0 when it is not among `days`; its variation is the last day’s count less this one.',
  })
  yesterday!: ComparedCount;
}
