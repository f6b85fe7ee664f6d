import { Field, Int, ObjectType } from 'type-graphql';
import { StoredDay } from './stored-day.js';

@ObjectType('UsersOfDay', {
  description: 'How many people were online on one calendar day.',
  simpleResolvers: true,
})
export class UsersOfDay extends StoredDay {
  @Field(() => Int, {
    description: 'Daily records of people, of which Rocket.Chat stores one a person and day.',
  })
  users!: number;
}
