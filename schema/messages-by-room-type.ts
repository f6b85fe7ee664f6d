import { Field, Float, ObjectType } from 'type-graphql';
import { Measured } from './measured.js';
import { roomTypeDescription } from './message-origins.js';

@ObjectType('RoomTypeMessages', {
  description: 'The messages in rooms of one type.',
  simpleResolvers: true,
})
export class RoomTypeMessages {
  @Field(() => String, { description: roomTypeDescription })
  type!: string;

  @Field(() => Float, { description: 'Messages sent in the period, less messages deleted.' })
  messages!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'The messages of the compared period, over the days that are complete and known in both.',
  })
  comparedMessages!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'The messages of the period minus the compared ones, over the same days.',
  })
  difference!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'The part of all messages of the period, 0 to 1 unless counts are negative; null when there are not more than 0.',
  })
  share!: number | null;
}

@ObjectType('MessagesByRoomType', {
  description: 'The messages of a period per type of room.',
  implements: Measured,
  simpleResolvers: true,
})
export class MessagesByRoomType extends Measured {
  @Field(() => [RoomTypeMessages], {
    description:
      'Most messages first, then by type. Public, private and direct rooms always have a row, other types where messages are stored for them; empty where nothing is known.',
  })
  types!: RoomTypeMessages[];
}
