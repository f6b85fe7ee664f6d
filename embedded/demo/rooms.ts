import type { Day } from './calendar.js';
import type { Person } from './person.js';
import type { Random } from './random.js';
import { channels, groups } from './room-names.js';

/** A room as it was used: what the room's own document and its rows in the statistics are made from. */
export interface Room {
  readonly id: string;
  readonly t: 'c' | 'p' | 'd' | 'l';
  readonly name?: string;
  /** The name people see, where it differs from `name`. */
  readonly fname?: string;
  /** Its name before `renamedOn`. */
  readonly formerName?: string;
  readonly renamedOn?: number;
  /** Direct rooms only. */
  readonly usernames?: string[];
  readonly prid?: string;
  readonly teamId?: string;
  readonly ro: boolean;
  readonly owner: Person;
  readonly createdAt: number;
  /** Its rows stay in the statistics, its document does not. */
  readonly deletedOn?: number;
  readonly usersCount: number;
  /** Messages on an ordinary weekday. */
  readonly liveliness: number;
}

/** All rooms of the workspace, deleted ones included. Members are people who are here, and were before the recorded `days`. */
export function rooms(
  everybody: readonly Person[],
  days: readonly Day[],
  now: number,
  random: Random,
): Room[] {
  const opened = days[0]?.start ?? now;
  const staff = everybody.filter(
    (one) =>
      one.roles.includes('user') && one.createdAt < opened && one.deactivatedAt === undefined,
  );
  const founder = staff[0];
  if (founder === undefined) throw new RangeError('The demo needs somebody to make rooms.');
  const dayFromEnd = (count: number) => days.at(-1 - count) ?? { start: now, date: 0, noon: now };
  const room = (fields: Partial<Room> & Pick<Room, 't' | 'liveliness'>): Room => {
    const owner = random.pick(staff);
    return {
      id: random.id(),
      ro: false,
      owner,
      createdAt: Math.floor(random.between(owner.createdAt, opened)),
      usersCount: 2,
      ...fields,
    };
  };
  const share = (part: number) => Math.max(2, Math.round(part * staff.length));

  const general = room({
    id: 'GENERAL',
    t: 'c',
    name: 'general',
    owner: founder,
    createdAt: founder.createdAt,
    usersCount: staff.length,
    liveliness: 64,
  });
  const open = channels.map(([name, liveliness, part]) =>
    room({ t: 'c', name, liveliness, usersCount: share(part), ro: name === 'announcements' }),
  );
  const closed = groups.map(([name, liveliness, usersCount]) =>
    room({ t: 'p', name, liveliness, usersCount }),
  );
  const renamed = room({
    t: 'c',
    name: 'project-atlas',
    formerName: 'project-hermes',
    renamedOn: dayFromEnd(12).date,
    liveliness: 33,
    usersCount: share(0.1),
  });
  const deleted = room({
    t: 'c',
    name: 'office-move',
    deletedOn: dayFromEnd(16).date,
    liveliness: 12,
    usersCount: share(0.2),
  });
  const newcomer = room({
    t: 'c',
    name: 'onboarding',
    createdAt: dayFromEnd(25).noon,
    liveliness: 14,
    usersCount: share(0.15),
  });
  const platform = random.id();
  const teams = [
    room({ t: 'c', name: 'platform', teamId: platform, liveliness: 35, usersCount: 24 }),
    room({ t: 'c', name: 'platform-weekly', teamId: platform, liveliness: 7, usersCount: 24 }),
    room({ t: 'p', name: 'customer-success', teamId: random.id(), liveliness: 29, usersCount: 17 }),
  ];

  const discussion = (fname: string, prid: string, createdAt: number, liveliness: number) =>
    room({
      t: 'p',
      name: random.id(),
      fname,
      prid,
      createdAt,
      liveliness,
      usersCount: random.integer(3, 12),
    });
  // Two of one name, as the same question is asked in two rooms.
  const discussions = [
    discussion('Release checklist', random.pick(teams).id, dayFromEnd(33).noon, 9),
    discussion('Release checklist', renamed.id, dayFromEnd(21).noon, 6),
    discussion('Why is the build slow?', random.pick(open).id, dayFromEnd(9).noon, 12),
  ];

  const direct = new Map<string, Room>();
  while (direct.size < 60) {
    const crowd = new Set([random.pick(staff), random.pick(staff)]);
    if (direct.size >= 54) crowd.add(random.pick(staff)).add(random.pick(staff));
    const people = [...crowd].sort((one, other) => (one.id < other.id ? -1 : 1));
    const [owner] = people;
    if (owner === undefined || people.length < 2) continue;
    // Two people have one room, and its id is theirs.
    const id = people.length === 2 ? people.map((one) => one.id).join('') : random.id();
    direct.set(
      id,
      room({
        id,
        t: 'd',
        usernames: people.map((one) => one.username),
        owner,
        createdAt: Math.floor(
          random.between(Math.max(...people.map((one) => one.createdAt)) + 60_000, opened),
        ),
        usersCount: people.length,
        liveliness: random.pick([0, 0.3, 1, 2, 4, 7, 13, 19]),
      }),
    );
  }
  const visitor = (fname: string, ago: number) =>
    room({ t: 'l', fname, createdAt: dayFromEnd(ago).noon, liveliness: 0, usersCount: 2 });

  return [
    general,
    ...open,
    ...closed,
    renamed,
    deleted,
    newcomer,
    ...teams,
    ...discussions,
    ...direct.values(),
    visitor('Visitor from the pricing page', 44),
    visitor('Ticket 2204', 43),
    visitor('Ticket 2311', 2),
  ];
}
