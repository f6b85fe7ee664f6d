import { ArgsType, Field, Int } from 'type-graphql';
import { ChannelColumn, ChannelSort, RoomType, SortDirection } from './channels.js';

@ArgsType()
export class RoomsArguments {
  @Field(() => Int, { description: 'Rows left out before the page: 0 or more.', defaultValue: 0 })
  offset!: number;

  @Field(() => Int, {
    description:
      'The most rows of a page: 1 or more, and as many as the gateway allows (500 unless it is set otherwise).',
    defaultValue: 25,
  })
  count!: number;

  @Field(() => ChannelSort, {
    description:
      'The order of the rows. PREVIOUS_MESSAGES and CHANGE are those of the comparison, and need one.',
    defaultValue: { by: ChannelColumn.MESSAGES, direction: SortDirection.DESCENDING },
  })
  sort!: ChannelSort;

  @Field(() => [RoomType], {
    nullable: true,
    description: 'Lists rooms of these types only, by what they are now.',
  })
  types?: RoomType[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Lists only rooms whose name, or the user name of a member stored with them, contains this, in upper or lower case; at most 200 characters. Hidden names are not searched.',
  })
  search?: string | null;

  @Field(() => Boolean, {
    description:
      'Leaves out rooms for which nothing is stored in the period and in the compared one.',
    defaultValue: true,
  })
  hideInactive!: boolean;
}
