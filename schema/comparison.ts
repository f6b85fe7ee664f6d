import { Field, InputType, registerEnumType } from 'type-graphql';
import { LocalDate } from './local-date.js';

export enum ComparedPeriod {
  PREVIOUS = 'PREVIOUS',
  PREVIOUS_SAME_WEEKDAYS = 'PREVIOUS_SAME_WEEKDAYS',
  PREVIOUS_YEAR = 'PREVIOUS_YEAR',
}

registerEnumType(ComparedPeriod, {
  name: 'ComparedPeriod',
  description:
    'Which period to compare with. It has as many calendar days, or lasts as long where the period is given as instants.',
  valuesConfig: {
    PREVIOUS: { description: 'The one that ends where the period starts.' },
    PREVIOUS_SAME_WEEKDAYS: {
      description:
        'The nearest earlier one that begins on the same day of the week and does not overlap.',
    },
    PREVIOUS_YEAR: {
      description:
        'The one that begins on the same date a year earlier; on 28 February for the 29th.',
    },
  },
});

@InputType('ComparisonInput', {
  description:
    'What to compare with. A period that contains the present moment is compared with the same elapsed part of the other.',
})
export class ComparisonInput {
  @Field(() => ComparedPeriod, {
    description: 'Which period.',
    defaultValue: ComparedPeriod.PREVIOUS,
  })
  to!: ComparedPeriod;

  @Field(() => LocalDate, {
    nullable: true,
    description: 'The first day of the period to compare with, in place of `to`.',
  })
  start?: string | null;
}
