import { Field, ID, Int, ObjectType } from 'type-graphql';
import { StoredDay } from './stored-day.js';

@ObjectType('ActiveUsersOfDay', {
  description: 'Who was online on one calendar day.',
  simpleResolvers: true,
})
export class ActiveUsersOfDay extends StoredDay {
  @Field(() => Int, {
    description:
      'Distinct people. Records without a user count together as one more, who is not in `usersList`.',
  })
  users!: number;

  @Field(() => [ID], { description: 'The ids of these people, in ascending order.' })
  usersList!: string[];
}
