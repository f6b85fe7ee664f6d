import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType('HourlyUsers', {
  description: 'How many people were online at one full hour of the day.',
  simpleResolvers: true,
})
export class HourlyUsers {
  @Field(() => Int, { description: 'Distinct people online at that hour.' })
  users!: number;

  @Field(() => Int, { description: 'Hour of the day in UTC: 0, 2, 4, … 22.' })
  hour!: number;
}
