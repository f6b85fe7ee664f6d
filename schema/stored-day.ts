import { Field, Int, ObjectType } from 'type-graphql';

/** The calendar day that Rocket.Chat stored, part of every row about a day. */
@ObjectType({ simpleResolvers: true })
export abstract class StoredDay {
  @Field(() => Int, {
    description: 'Day of the month, on the calendar of the workspace’s server.',
  })
  day!: number;

  @Field(() => Int, { description: 'Month, 1 to 12.' })
  month!: number;

  @Field(() => Int, { description: 'Year.' })
  year!: number;
}
