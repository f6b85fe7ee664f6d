import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { LocalDate } from './local-date.js';
import { BucketState, Measured } from './measured.js';

export enum CohortBasis {
  JOINED = 'JOINED',
  ONLINE = 'ONLINE',
}

registerEnumType(CohortBasis, {
  name: 'CohortBasis',
  description: 'What makes users a cohort.',
  valuesConfig: {
    JOINED: {
      description: 'Their accounts were created in that time; deleted accounts are not known.',
    },
    ONLINE: { description: 'They were online in that time.' },
  },
});

@ObjectType('RetentionPeriod', {
  description: 'How many users of a cohort were online in its own time or in a later one.',
  simpleResolvers: true,
})
export class RetentionPeriod {
  @Field(() => Int, {
    description: '0 for the time of the cohort, 1 for the one after it, and so on.',
  })
  index!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'Users of the cohort who were online; null ahead and where nothing is known.',
  })
  users!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: '`users` divided by the size of the cohort; null when that is 0 or not known.',
  })
  ratio!: number | null;

  @Field(() => BucketState, { description: 'How much is known of the time.' })
  state!: BucketState;
}

@ObjectType('RetentionCohort', {
  description: 'The users of one day, week or month, and who of them was online later.',
  simpleResolvers: true,
})
export class RetentionCohort {
  @Field(() => LocalDate, { description: 'The first day of the cohort’s time.' })
  firstDay!: string;

  @Field(() => LocalDate, { description: 'The last day of the cohort’s time.' })
  lastDay!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The number of its users; null ahead and where nothing is known.',
  })
  size!: number | null;

  @Field(() => [RetentionPeriod], { description: 'The times, that of the cohort first.' })
  periods!: RetentionPeriod[];
}

@ObjectType('Retention', {
  description: 'How many users of each cohort were online later.',
  implements: Measured,
  simpleResolvers: true,
})
export class Retention extends Measured {
  @Field(() => [RetentionCohort], {
    description: 'The cohorts of the days, weeks or months that begin in the period, oldest first.',
  })
  cohorts!: RetentionCohort[];
}
