import { dateAt, dateNumber, previousDates } from '../../../analytics/calendar.js';
import type { StoredChannelRow } from '../../../analytics/rocketchat/channel-rows.js';
import type { ChannelsPage, ChannelsParameters } from '../../../analytics/rocketchat/channels.js';
import type { Formulation } from './formulation.js';
import type { CollectionName, Document, Workspace } from '../../../data/workspace.js';

/** 7.9 since 8.0: the counts first, then the rooms they belong to. */
export const channels: Formulation<ChannelsParameters, ChannelsPage> = {
  name: 'channels',
  run: (workspace, parameters) =>
    pageOf(workspace, parameters, 'rocketchat_analytics', [
      { $match: countsBetween(parameters, workspace.timeZone) },
      {
        $group: { _id: '$room._id', ...sums('$messages', '$date', parameters, workspace.timeZone) },
      },
      {
        $lookup: { from: 'rocketchat_room', localField: '_id', foreignField: '_id', as: 'room' },
      },
      { $unwind: '$room' },
    ]),
};

/** 7.9 before 8.0: the rooms first, each with all the counts that are stored for it. */
export const channelsOfEveryRoom: Formulation<ChannelsParameters, ChannelsPage> = {
  name: 'channels (every room)',
  run: (workspace, parameters) =>
    pageOf(workspace, parameters, 'rocketchat_room', [
      { $match: { t: { $in: ['c', 'p', 'd'] } } },
      {
        $lookup: {
          from: 'rocketchat_analytics',
          localField: '_id',
          foreignField: 'room._id',
          as: 'counts',
        },
      },
      { $unwind: { path: '$counts', preserveNullAndEmptyArrays: true } },
      {
        $group: {
          _id: '$_id',
          room: {
            $first: {
              _id: '$_id',
              t: '$t',
              name: '$name',
              fname: '$fname',
              ts: '$ts',
              _updatedAt: '$_updatedAt',
              usernames: '$usernames',
            },
          },
          ...sums('$counts.messages', '$counts.date', parameters, workspace.timeZone),
        },
      },
    ]),
};

interface Boundaries {
  readonly previousFirst: number;
  readonly previousLast: number;
  readonly first: number;
  readonly last: number;
}

function boundaries(parameters: ChannelsParameters, timeZone: string): Boundaries {
  const previous = previousDates(parameters, timeZone);
  return {
    previousFirst: dateNumber(previous.first),
    previousLast: dateNumber(previous.last),
    first: dateNumber(dateAt(parameters.start, timeZone)),
    last: dateNumber(dateAt(parameters.end, timeZone)),
  };
}

function countsBetween(parameters: ChannelsParameters, timeZone: string): Document {
  const { previousFirst, last } = boundaries(parameters, timeZone);
  return {
    type: 'messages',
    'room.t': { $in: ['c', 'p', 'd'] },
    date: { $gte: previousFirst, $lte: last },
  };
}

function sums(
  messages: string,
  date: string,
  parameters: ChannelsParameters,
  timeZone: string,
): Document {
  const { previousFirst, previousLast, first, last } = boundaries(parameters, timeZone);
  const sumBetween = (from: number, to: number) => ({
    $sum: { $cond: [{ $and: [{ $gte: [date, from] }, { $lte: [date, to] }] }, messages, 0] },
  });
  return {
    messages: sumBetween(first, last),
    previousMessages: sumBetween(previousFirst, previousLast),
  };
}

async function pageOf(
  workspace: Workspace,
  { offset, count }: ChannelsParameters,
  collection: CollectionName,
  rows: readonly Document[],
): Promise<ChannelsPage> {
  const [found] = await workspace.aggregate<{
    page: StoredChannelRow[];
    total: { rooms: number }[];
  }>(collection, [
    ...rows,
    {
      $project: {
        _id: 0,
        room: { _id: 1, t: 1, name: 1, fname: 1, ts: 1, _updatedAt: 1, usernames: 1 },
        messages: 1,
        previousMessages: 1,
        change: { $subtract: ['$messages', '$previousMessages'] },
      },
    },
    { $sort: { messages: -1 } },
    {
      $facet: {
        page: [...(offset > 0 ? [{ $skip: offset }] : []), { $limit: count }],
        total: [{ $count: 'rooms' }],
      },
    },
  ]);
  const page = found?.page ?? [];
  return {
    channels: page.map(
      ({ room: { _id: id, t: type, name, fname, ts, _updatedAt, usernames }, ...counts }) => {
        const shownName = name ?? fname;
        return {
          ...counts,
          room: {
            id,
            type,
            ...(ts && { createdAt: ts }),
            ...(_updatedAt && { updatedAt: _updatedAt }),
            ...(shownName !== undefined && { name: shownName }),
            ...(usernames && { usernames }),
          },
        };
      },
    ),
    total: found?.total[0]?.rooms ?? 0,
    offset,
    count: page.length,
  };
}
