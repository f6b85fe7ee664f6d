import { Field, Float, ObjectType } from 'type-graphql';
import { Instant } from './instant.js';
import { BucketState, Coverage, Measured } from './measured.js';

@ObjectType('CountComparison', {
  description: 'A count beside that of the compared period.',
  simpleResolvers: true,
})
export class CountComparison {
  @Field(() => Float, {
    nullable: true,
    description:
      'The count of the compared period, over the same elapsed time. Counts that are stored per day: over the days that are complete and known in both periods. Null where nothing is known.',
  })
  total!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'The count of the period minus the other, over what is known of both. Null unless the compared part is completely covered.',
  })
  difference!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'The difference divided by the `total` of the comparison; null when that is 0.',
  })
  ratio!: number | null;

  @Field(() => Coverage, { description: 'For which part of the compared time records exist.' })
  coverage!: Coverage;
}

@ObjectType('CountBucket', {
  description: 'A bucket of time and its count.',
  simpleResolvers: true,
})
export class CountBucket {
  @Field(() => Instant, { description: 'Its first moment.' })
  start!: Date | number;

  @Field(() => Instant, { description: 'Its end, which is excluded.' })
  end!: Date | number;

  @Field(() => Float, {
    nullable: true,
    description: '0 where nothing happened, null where nothing is known.',
  })
  count!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'The count of the bucket with the same index in the compared period; null without one, and where the two span different numbers of calendar days.',
  })
  comparedCount!: number | null;

  @Field(() => BucketState, { description: 'How much is known of it.' })
  state!: BucketState;
}

@ObjectType('CountSeries', {
  description: 'A count per bucket of time.',
  implements: Measured,
  simpleResolvers: true,
})
export class CountSeries extends Measured {
  @Field(() => Float, {
    nullable: true,
    description:
      'The count of the whole period: a sum of stored counts, the distinct users, or the peak. Null where nothing is known.',
  })
  total!: number | null;

  @Field(() => CountComparison, {
    nullable: true,
    description: 'Null when no comparison was requested.',
  })
  comparison!: CountComparison | null;

  @Field(() => [CountBucket], { description: 'The buckets, oldest first, without gaps.' })
  buckets!: CountBucket[];
}
