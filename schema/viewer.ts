import { Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Viewer', {
  description: 'The user whose credentials were sent.',
  simpleResolvers: true,
})
export class Viewer {
  @Field(() => ID, { description: 'The user’s id.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'The user name.' })
  username!: string | null;

  @Field(() => String, { nullable: true, description: 'The full name.' })
  name!: string | null;

  @Field(() => Boolean, {
    description: 'Whether the user may view engagement: all fields but `viewer` need it.',
  })
  canViewEngagement!: boolean;
}
