import { Kind, type FieldNode, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { EngagementPeriods } from '../../analytics/series/engagement-periods.js';
import { rooms } from '../../analytics/series/rooms.js';
import { SortDirection } from '../../schema/channels.js';
import { Engagement } from '../../schema/engagement.js';
import { RoomActivityPage } from '../../schema/rooms.js';
import { RoomsArguments } from '../../schema/rooms-arguments.js';
import type { ResolverContext } from '../context.js';

@Resolver(() => Engagement)
export class EngagementRoomsResolver {
  @FieldResolver(() => RoomActivityPage, {
    description:
      'Public, private and direct rooms with their messages on the calendar days of the workspace, beside those of the compared period. Rooms are distinguished by their id; deleted ones are left out. Among equals hidden rooms come last, and otherwise the id decides.',
  })
  rooms(
    @Root() { period, compared }: EngagementPeriods,
    @Args(() => RoomsArguments) { sort, types, search, ...rest }: RoomsArguments,
    @Ctx() { run }: ResolverContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return run(rooms, {
      hasDaily: isSelected(['rooms', 'daily'], info.fieldNodes, info),
      ...rest,
      period,
      compared,
      sortBy: sort.by,
      ascending: sort.direction === SortDirection.ASCENDING,
      types: types ?? undefined,
      search: search ?? undefined,
    });
  }
}

/** Whether the fields select what lies at the path below them. */
function isSelected(
  [name, ...rest]: readonly string[],
  fields: readonly FieldNode[],
  info: Pick<GraphQLResolveInfo, 'fragments'>,
): boolean {
  if (name === undefined) return fields.length > 0;
  const below = fields.flatMap(({ selectionSet }) => fieldsIn(selectionSet, info));
  return isSelected(
    rest,
    below.filter((field) => field.name.value === name),
    info,
  );
}

function fieldsIn(
  set: SelectionSetNode | undefined,
  info: Pick<GraphQLResolveInfo, 'fragments'>,
): FieldNode[] {
  return (set?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    const fragment =
      selection.kind === Kind.FRAGMENT_SPREAD ? info.fragments[selection.name.value] : selection;
    return fieldsIn(fragment?.selectionSet, info);
  });
}
