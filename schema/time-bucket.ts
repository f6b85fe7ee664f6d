import { Field, InputType, Int, registerEnumType } from 'type-graphql';

export enum TimeUnit {
  MINUTE = 'MINUTE',
  HOUR = 'HOUR',
  DAY = 'DAY',
  WEEK = 'WEEK',
  MONTH = 'MONTH',
}

registerEnumType(TimeUnit, {
  name: 'TimeUnit',
  description: 'A unit of time on the clock and the calendar of a time zone.',
  valuesConfig: {
    MINUTE: { description: 'Minutes, in sizes of 5, 10, 15, 20 or 30.' },
    HOUR: { description: 'Hours, in sizes of 1, 2, 3, 4, 6, 8 or 12.' },
    DAY: { description: 'Calendar days, in any size, counted from the first day of the period.' },
    WEEK: { description: 'Calendar weeks, in size 1.' },
    MONTH: { description: 'Calendar months, in size 1.' },
  },
});

export enum Weekday {
  MONDAY = 'MONDAY',
  TUESDAY = 'TUESDAY',
  WEDNESDAY = 'WEDNESDAY',
  THURSDAY = 'THURSDAY',
  FRIDAY = 'FRIDAY',
  SATURDAY = 'SATURDAY',
  SUNDAY = 'SUNDAY',
}

registerEnumType(Weekday, {
  name: 'Weekday',
  description: 'A day of the week.',
  valuesConfig: Object.fromEntries(
    Object.keys(Weekday).map((day) => [
      day,
      { description: `${day.charAt(0)}${day.slice(1).toLowerCase()}.` },
    ]),
  ),
});

@InputType('TimeBucketInput', {
  description:
    'Buckets of a size, cut on the clock and the calendar of the time zone: buckets of minutes and hours begin whenever the clock shows a multiple of their size since midnight, so an hour that comes twice makes two. The first begins with the period and the last ends with it.',
})
export class TimeBucketInput {
  @Field(() => TimeUnit, { description: 'The unit.' })
  unit!: TimeUnit;

  @Field(() => Int, { description: 'How many units a bucket has.', defaultValue: 1 })
  size!: number;

  @Field(() => Weekday, {
    description: 'The first day of a week, for buckets of weeks.',
    defaultValue: Weekday.MONDAY,
  })
  weekStartsOn!: Weekday;
}
