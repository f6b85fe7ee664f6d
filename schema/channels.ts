import { Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Instant } from './instant.js';
import { roomTypeDescription } from './message-origins.js';

export enum RoomType {
  c = 'c',
  p = 'p',
  d = 'd',
}

registerEnumType(RoomType, {
  name: 'RoomType',
  description: 'The types of room on the dashboard, by Rocket.Chat’s letters.',
  valuesConfig: {
    c: { description: 'Public channels.' },
    p: { description: 'Private groups.' },
    d: { description: 'Direct messages.' },
  },
});

export enum ChannelColumn {
  MESSAGES = 'messages',
  PREVIOUS_MESSAGES = 'previousMessages',
  CHANGE = 'change',
  NAME = 'name',
  CREATED_AT = 'createdAt',
  UPDATED_AT = 'updatedAt',
}

registerEnumType(ChannelColumn, {
  name: 'ChannelColumn',
  description: 'The columns by which channels can be sorted.',
  valuesConfig: {
    MESSAGES: { description: 'Messages in the window.' },
    PREVIOUS_MESSAGES: { description: 'Messages in the period before.' },
    CHANGE: { description: 'Messages in the window less those in the period before.' },
    NAME: {
      description: 'The name in lower case; rooms without one, or with a hidden one, alike.',
    },
    CREATED_AT: { description: 'When the room was created.' },
    UPDATED_AT: { description: 'When the room’s record last changed.' },
  },
});

export enum SortDirection {
  ASCENDING = 'ascending',
  DESCENDING = 'descending',
}

registerEnumType(SortDirection, {
  name: 'SortDirection',
  description: 'Smallest first, or largest first.',
  valuesConfig: {
    ASCENDING: { description: 'Smallest, oldest or first letter first.' },
    DESCENDING: { description: 'Largest, newest or last letter first.' },
  },
});

@InputType('ChannelSort', {
  description: 'The order of channels; equal ones follow the room’s id.',
})
export class ChannelSort {
  @Field(() => ChannelColumn, { description: 'The column.' })
  by!: ChannelColumn;

  @Field(() => SortDirection, {
    description: 'The direction.',
    defaultValue: SortDirection.DESCENDING,
  })
  direction!: SortDirection;
}

@ObjectType('Room', { description: 'A room as it is now.', simpleResolvers: true })
export class Room {
  @Field(() => ID, {
    description: 'The room’s id; a keyed hash of it where the workspace hides the room.',
  })
  id!: string;

  @Field(() => String, { description: roomTypeDescription })
  type!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The room’s name; null for direct rooms and where the workspace hides it.',
  })
  name?: string;

  @Field(() => [String], {
    nullable: true,
    description: 'User names of the members, if stored with the room; empty where hidden.',
  })
  usernames?: string[];

  @Field(() => Instant, { nullable: true, description: 'When the room was created.' })
  createdAt?: Date;

  @Field(() => Instant, { nullable: true, description: 'When the room’s record last changed.' })
  updatedAt?: Date;
}

@ObjectType('Channel', {
  description: 'A room and how many messages were sent in it.',
  simpleResolvers: true,
})
export class Channel {
  @Field(() => Room, { description: 'The room.' })
  room!: Room;

  @Field(() => Float, { description: 'Messages in the window, less messages deleted.' })
  messages!: number;

  @Field(() => Float, {
    description:
      'The same in the period before, which ends the day before `start` and is one day longer than the window.',
  })
  previousMessages!: number;

  @Field(() => Float, { description: '`messages` less `previousMessages`.' })
  change!: number;
}

@ObjectType('ChannelPage', { description: 'One page of channels.', simpleResolvers: true })
export class ChannelPage {
  @Field(() => [Channel], { description: 'The rows of this page, in the requested order.' })
  channels!: Channel[];

  @Field(() => Int, { description: 'How many rows all pages have together.' })
  total!: number;

  @Field(() => Int, { description: 'How many rows stand before this page.' })
  offset!: number;

  @Field(() => Int, { description: 'How many rows this page has.' })
  count!: number;
}
