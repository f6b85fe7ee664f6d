import { dateAt, dateNumber, previousDates } from '../../analytics/calendar.js';
import type { ChannelsParameters } from '../../analytics/rocketchat/channels.js';
import type { ReferenceMetric } from './reference-metric.js';

interface Page {
  readonly channels: readonly { readonly messages: number }[];
  readonly total: number;
}

/** 7.9 as Rocket.Chat 8 computes it: the counts first, then the rooms they belong to. */
export const channels: ReferenceMetric<ChannelsParameters, Page> = async (workspace, args) => {
  const { timeZone } = workspace;
  const previous = previousDates(args, timeZone);
  const [previousFirst, previousLast] = [dateNumber(previous.first), dateNumber(previous.last)];
  const first = dateNumber(dateAt(args.start, timeZone));
  const last = dateNumber(dateAt(args.end, timeZone));
  const sumBetween = (from: number, to: number) => ({
    $sum: {
      $cond: [{ $and: [{ $gte: ['$date', from] }, { $lte: ['$date', to] }] }, '$messages', 0],
    },
  });
  const types = { $in: ['c', 'p', 'd'] };
  const [found] = await workspace.aggregate<{
    page: { messages: number }[];
    total: { rooms: number }[];
  }>('rocketchat_analytics', [
    { $match: { type: 'messages', 'room.t': types, date: { $gte: previousFirst, $lte: last } } },
    {
      $group: {
        _id: '$room._id',
        messages: sumBetween(first, last),
        previousMessages: sumBetween(previousFirst, previousLast),
      },
    },
    { $lookup: { from: 'rocketchat_room', localField: '_id', foreignField: '_id', as: 'room' } },
    { $unwind: '$room' },
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
        page: [...(args.offset > 0 ? [{ $skip: args.offset }] : []), { $limit: args.count }],
        total: [{ $count: 'rooms' }],
      },
    },
  ]);
  return { channels: found?.page ?? [], total: found?.total[0]?.rooms ?? 0 };
};
