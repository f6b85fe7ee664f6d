import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Room } from './channels.js';
import { Measured } from './measured.js';

@ObjectType('RoomActivity', {
  description: 'A room and how many messages were sent in it.',
  simpleResolvers: true,
})
export class RoomActivity {
  @Field(() => Room, { description: 'The room.' })
  room!: Room;

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
      'The part of all messages of the period in rooms of all types; null when there are not more than 0.',
  })
  share!: number | null;

  @Field(() => [Float], {
    nullable: 'items',
    description:
      'Messages per calendar day of the period, oldest first, without gaps; null where nothing is known.',
  })
  daily!: (number | null)[];
}

@ObjectType('RoomActivityPage', {
  description: 'A page of rooms; no rows where nothing is known of the period.',
  implements: Measured,
  simpleResolvers: true,
})
export class RoomActivityPage extends Measured {
  @Field(() => [RoomActivity], { description: 'The rows of the page, in the requested order.' })
  rooms!: RoomActivity[];

  @Field(() => Int, { description: 'The rows of all pages.' })
  total!: number;

  @Field(() => Int, { description: 'The rows before this page.' })
  offset!: number;

  @Field(() => Int, { description: 'The rows of this page.' })
  count!: number;
}
