import { Field, Float, ObjectType } from 'type-graphql';
import { roomTypeDescription } from './message-origins.js';

@ObjectType('PopularChannel', {
  description: 'How many messages were sent in a room, as it was called when they were counted.',
  simpleResolvers: true,
})
export class PopularChannel {
  @Field(() => Float, { description: 'Messages sent, less messages deleted.' })
  messages!: number;

  @Field(() => String, { description: roomTypeDescription })
  type!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The room’s name; null for direct messages and where the workspace hides it.',
  })
  name?: string;

  @Field(() => [String], {
    nullable: true,
    description:
      'User names of the members of a direct room; empty for other rooms and where the workspace hides them.',
  })
  usernames?: string[];
}
