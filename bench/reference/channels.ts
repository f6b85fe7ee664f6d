import { dateAt, dateNumber, previousDates } from '../../analytics/calendar.js';
import type { StoredChannelRow } from '../../analytics/rocketchat/channel-rows.js';
import type { ChannelsPage, ChannelsParameters } from '../../analytics/rocketchat/channels.js';
import type { ReferenceMetric } from './reference-metric.js';

/** 7.9 as Rocket.Chat 8 computes it: the counts first, then the rooms they belong to. */
export const channels: ReferenceMetric<ChannelsParameters, ChannelsPage> = {
  async run(workspace, { offset, count, ...period }) {
    const { timeZone } = workspace;
    const previous = previousDates(period, timeZone);
    const [previousFirst, previousLast] = [dateNumber(previous.first), dateNumber(previous.last)];
    const first = dateNumber(dateAt(period.start, timeZone));
    const last = dateNumber(dateAt(period.end, timeZone));
    const sumBetween = (from: number, to: number) => ({
      $sum: {
        $cond: [{ $and: [{ $gte: ['$date', from] }, { $lte: ['$date', to] }] }, '$messages', 0],
      },
    });
    const [found] = await workspace.aggregate<{
      page: StoredChannelRow[];
      total: { rooms: number }[];
    }>('rocketchat_analytics', [
      {
        $match: {
          type: 'messages',
          'room.t': { $in: ['c', 'p', 'd'] },
          date: { $gte: previousFirst, $lte: last },
        },
      },
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
          page: [...(offset > 0 ? [{ $skip: offset }] : []), { $limit: count }],
          total: [{ $count: 'rooms' }],
        },
      },
    ]);
    const page = found?.page ?? [];
    return {
      channels: page.map(({ room, ...counts }) => {
        const { _id: id, t: type, name = room.fname, ts, _updatedAt, usernames } = room;
        return {
          ...counts,
          room: {
            id,
            type,
            ...(ts && { createdAt: ts }),
            ...(_updatedAt && { updatedAt: _updatedAt }),
            ...(name !== undefined && { name }),
            ...(usernames && { usernames }),
          },
        };
      }),
      total: found?.total[0]?.rooms ?? 0,
      offset,
      count: page.length,
    };
  },
};
