import { Field, ObjectType } from 'type-graphql';
import { Period } from './period.js';
import { TimeZone } from './time-zone.js';

@ObjectType('Engagement', {
  description:
    'The metrics of a period. Every result says of which time records exist; what is not known is null, never 0. People online include bots and apps, and exclude anonymous visitors.',
  simpleResolvers: true,
})
export class Engagement {
  @Field(() => Period, { description: 'The period.' })
  period!: Period;

  @Field(() => TimeZone, { description: 'The time zone of its days, weeks and hours.' })
  timeZone!: string;

  @Field(() => Period, {
    nullable: true,
    description: 'The period that it is compared with; null when none was requested.',
  })
  comparedPeriod!: Period | null;
}
