import type { Document } from '../../data/workspace.js';
import type { Day } from './calendar.js';
import { maintenanceDay } from './maintenance.js';
import type { Random } from './random.js';
import type { Talk } from './room-documents.js';
import type { Room } from './rooms.js';

// Monday to Sunday.
const weekdays = [1, 1.08, 1.05, 1, 0.8, 0.1, 0.06];

/** The messages row of one room on one day of the server. */
export interface MessagesDocument extends Document {
  _id: string;
  type: 'messages';
  date: number;
  room: { _id: string; name?: string; t: Room['t']; usernames: string[] };
  messages: number;
  _updatedAt: Date;
}

function nameOn(room: Room, date: number): string | undefined {
  const former =
    room.renamedOn !== undefined && date < room.renamedOn ? room.formerName : undefined;
  return former ?? room.fname ?? room.name;
}

function messagesOn(
  room: Room,
  day: Day,
  days: readonly Day[],
  now: number,
  random: Random,
): number {
  const age = days.indexOf(day);
  if (room.t === 'l')
    return day.start <= room.createdAt && room.createdAt < day.end && age < 5
      ? random.integer(4, 19)
      : 0;
  // More was deleted that day than written.
  if (room.name === 'contracts' && age === days.length - 12) return -4;
  const growth = 0.88 + (0.24 * age) / days.length;
  const passed = Math.min(1, (now - day.start) / (day.end - day.start));
  const ordinary = room.liveliness * growth * passed * (weekdays[day.weekday - 1] ?? 1);
  return Math.round(ordinary * random.around(1, 0.5) + random.around(0, 0.4));
}

/**
 * The rows of all rooms, by day: none for a room that nobody wrote in, none at all on the maintenance
 * day. Livechat stands only on the first days, where the statistics were filled in afterwards.
 */
export function messages(
  rooms: readonly Room[],
  days: readonly Day[],
  now: number,
  random: Random,
): MessagesDocument[] {
  const readOnly = maintenanceDay(days);
  return days.flatMap((day) =>
    day === readOnly
      ? []
      : rooms.flatMap((room) => {
          if (room.createdAt >= day.end || day.date >= (room.deletedOn ?? Infinity)) return [];
          const count = messagesOn(room, day, days, now, random);
          if (count === 0) return [];
          const earliest = Math.max(day.start, room.createdAt);
          const latest = Math.min(day.end - 1, now);
          const name = nameOn(room, day.date);
          return [
            {
              _id: random.id(),
              type: 'messages' as const,
              date: day.date,
              room: {
                _id: room.id,
                ...(name === undefined ? {} : { name }),
                t: room.t,
                usernames: room.usernames ?? [],
              },
              messages: count,
              _updatedAt: new Date(
                Math.floor(earliest + random.between(0.55, 0.98) * (latest - earliest)),
              ),
            },
          ];
        }),
  );
}

/** Per room id, what its rows add up to. */
export function talkByRoom(rows: readonly MessagesDocument[]): Map<string, Talk> {
  const talk = new Map<string, Talk>();
  for (const { room, messages: count, _updatedAt } of rows) {
    const before = talk.get(room._id)?.messages ?? 0;
    talk.set(room._id, { messages: before + count, lastMessageAt: _updatedAt.getTime() });
  }
  return talk;
}
