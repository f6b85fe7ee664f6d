import { Field, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import { Instant } from './instant.js';
import { LocalDate } from './local-date.js';
import { TimeZone } from './time-zone.js';

export enum BucketState {
  FINAL = 'FINAL',
  PROVISIONAL = 'PROVISIONAL',
  PARTIAL = 'PARTIAL',
  UNKNOWN = 'UNKNOWN',
}

registerEnumType(BucketState, {
  name: 'BucketState',
  description: 'How much is known of a time.',
  valuesConfig: {
    FINAL: { description: 'The count will not change.' },
    PROVISIONAL: {
      description:
        'It ends after the first moment of today in the workspace’s time zone: the count may still grow.',
    },
    PARTIAL: { description: 'Records exist for a part of it only: the count is a lower bound.' },
    UNKNOWN: { description: 'No records exist, or it lies ahead.' },
  },
});

@ObjectType('Coverage', {
  description: 'The part of a period for which records exist.',
  simpleResolvers: true,
})
export class Coverage {
  @Field(() => Instant, { nullable: true, description: 'Its first moment; null for no part.' })
  start!: Date | number | null;

  @Field(() => Instant, {
    nullable: true,
    description: 'Its end, which is excluded and never lies ahead; null for no part.',
  })
  end!: Date | number | null;

  @Field(() => Boolean, {
    description: 'Whether it is the whole period, as far as that does not lie ahead.',
  })
  isComplete!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Why it is not complete, in plain text; null when it is.',
  })
  reason!: string | null;

  @Field(() => [LocalDate], {
    description:
      'Days on the workspace’s calendar between records of which none exist: their files in the history are missing or damaged.',
  })
  missing!: readonly string[];
}

/** The fields of `Measured`, for each type that implements it. */
@InterfaceType('Measured', { description: 'What every result says of itself.' })
export abstract class Measured {
  @Field(() => TimeZone, {
    description:
      'The time zone of the result: the requested one, or the workspace’s where Rocket.Chat stores counts per calendar day.',
  })
  timeZone!: string;

  @Field(() => Coverage, { description: 'For which part of the period records exist.' })
  coverage!: Coverage;

  @Field(() => Instant, { description: 'When this result was computed.' })
  computedAt!: Date | number;
}
