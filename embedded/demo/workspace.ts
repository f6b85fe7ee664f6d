import type { CollectionName, Document } from '../../data/workspace.js';
import { daysUpTo, type Day } from './calendar.js';
import { documentedDayOver, documentedSessions } from './documented-day.js';
import { cutByRestart, maintenanceDay, restartOn } from './maintenance.js';
import { messages, talkByRoom } from './messages.js';
import { people } from './people.js';
import { seededRandom } from './random.js';
import { roomDocument } from './room-documents.js';
import { rooms } from './rooms.js';
import { addSessions, recordedDays } from './sessions.js';
import { permissionDocuments, roleDocuments, settingDocuments } from './settings.js';
import { userDaily } from './user-daily.js';
import { newUsers, userDocuments } from './users.js';
import { visits } from './visits.js';

// Today and the 45 days before it: Rocket.Chat deletes sessions 45 days after it has computed them.
const recorded = 46;

/**
 * The collections of an invented workspace of some 300 people in three time zones: its last 45 days as
 * Rocket.Chat would have left them at `now`, and the documented day of May 2023 (left out for a clock
 * whose 45 days reach back to it). The same options give the same documents in the same order.
 *
 * `timeZone` is the server's: sessions, sums and statistics are filed under its calendar days.
 * Documents share values such as devices and roles: they are to be read, not changed.
 */
export function demoWorkspace(options: {
  seed: number;
  now: Date;
  timeZone: string;
}): Record<CollectionName, Document[]> {
  const { seed, timeZone } = options;
  const now = options.now.getTime();
  const random = (stream: string) => seededRandom(seed, stream);

  const days = recordedDays(daysUpTo(now, timeZone, recorded), timeZone);
  const opened = days[0]?.start ?? now;
  // Two more, so that every place's clock covers the server's first day.
  const calendars = new Map<string, Day[]>();
  const daysAt = (zone: string) => {
    const known = calendars.get(zone) ?? daysUpTo(now, zone, recorded + 2);
    calendars.set(zone, known);
    return known;
  };

  const everybody = people(days, now, random('people'));
  const restart = restartOn(maintenanceDay(days));
  const allVisits = cutByRestart(
    visits(everybody, days, daysAt, now, random('visits')),
    restart,
    random('restart'),
  );

  const chance = random('documents');
  // Two server processes, and two others since the restart.
  const processes = [chance.id(), chance.id(), chance.id(), chance.id()] as const;
  const sessions =
    documentedDayOver < opened
      ? documentedSessions(everybody, timeZone, random('documented day'))
      : [];
  for (const visit of allVisits) {
    const instance = (visit.loginAt < restart ? 0 : 2) + chance.integer(0, 1);
    addSessions(sessions, visit, days, processes[instance] ?? processes[0], now, chance);
  }

  const allRooms = rooms(everybody, days, now, random('rooms'));
  const rows = messages(allRooms, days, now, random('messages'));
  const talk = talkByRoom(rows);

  return {
    users: userDocuments(everybody, allVisits, now, chance),
    rocketchat_sessions: [...sessions, ...userDaily(sessions)],
    rocketchat_analytics: [
      ...rows,
      ...newUsers(everybody, days, chance),
      ...[8, 31].flatMap((ago) =>
        days
          .slice(-1 - ago, -ago)
          .map(({ date }) => ({ _id: chance.id(), type: 'seat-request', date, count: 1 })),
      ),
    ],
    rocketchat_room: allRooms
      .filter((room) => room.deletedOn === undefined)
      .map((room) =>
        roomDocument(
          room,
          talk.get(room.id) ?? { messages: 0, lastMessageAt: undefined },
          opened,
          chance,
        ),
      ),
    rocketchat_permissions: permissionDocuments(new Date(everybody[0]?.createdAt ?? opened)),
    rocketchat_roles: roleDocuments(),
    rocketchat_settings: settingDocuments(),
  };
}
