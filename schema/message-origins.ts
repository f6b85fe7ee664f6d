import { Field, Float, ObjectType } from 'type-graphql';

export const roomTypeDescription =
  'Rocket.Chat’s letter for the type of room: `c` public, `p` private, `d` direct, `l` livechat, and others.';

@ObjectType('MessageOrigin', {
  description: 'How many messages were sent in rooms of one type.',
  simpleResolvers: true,
})
export class MessageOrigin {
  @Field(() => Float, { description: 'Messages sent, less messages deleted.' })
  messages!: number;

  @Field(() => String, { description: roomTypeDescription })
  type!: string;
}
