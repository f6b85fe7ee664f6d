import { Field, Int, ObjectType } from 'type-graphql';
import { StoredDay } from './stored-day.js';

@ObjectType('UsersOfHour', {
  description: 'How many people were online in one hour of one day.',
  simpleResolvers: true,
})
export class UsersOfHour extends StoredDay {
  @Field(() => Int, {
    description: 'Distinct people. 0 where only records without a user stand in that hour.',
  })
  users!: number;

  @Field(() => Int, {
    description: 'Hour of the day in UTC, 0 to 23, although the day is the server’s.',
  })
  hour!: number;
}
