import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { Instant } from './instant.js';
import { LocalDate } from './local-date.js';

@InputType('DateRangeInput', { description: 'Calendar days, both included.' })
export class DateRangeInput {
  @Field(() => LocalDate, { description: 'The first day.' })
  start!: string;

  @Field(() => LocalDate, { description: 'The last day; not before the first.' })
  end!: string;
}

@InputType('InstantRangeInput', { description: 'A span of time.' })
export class InstantRangeInput {
  @Field(() => Instant, { description: 'The first moment.' })
  start!: Date;

  @Field(() => Instant, { description: 'The end, which is excluded; after the start.' })
  end!: Date;
}

@InputType('PeriodInput', {
  description:
    'A period: exactly one of the three. It may touch as many days as the gateway allows (400 unless it is set otherwise).',
})
export class PeriodInput {
  @Field(() => DateRangeInput, {
    nullable: true,
    description:
      'Calendar days in the requested time zone, both included. At least one of them must exist there: a zone that moved across the date line skipped a day.',
  })
  dates?: DateRangeInput | null;

  @Field(() => InstantRangeInput, {
    nullable: true,
    description: 'From one moment to another, which is excluded.',
  })
  instants?: InstantRangeInput | null;

  @Field(() => Int, {
    nullable: true,
    description: 'So many calendar days in the requested time zone, ending with today; 1 or more.',
  })
  lastDays?: number | null;
}

@ObjectType('Period', {
  description: 'A period, whose end is excluded.',
  simpleResolvers: true,
})
export class Period {
  @Field(() => Instant, { description: 'Its first moment.' })
  start!: Date | number;

  @Field(() => Instant, { description: 'Its end, which is excluded.' })
  end!: Date | number;

  @Field(() => LocalDate, { description: 'The first day that it touches in the time zone.' })
  firstDay!: unknown;

  @Field(() => LocalDate, { description: 'The last day that it touches in the time zone.' })
  lastDay!: unknown;
}
