import type { BsonDocument } from '../../data/workspace.js';
import type { Day } from './calendar.js';
import type { Person } from './people.js';
import { Random } from './random.js';

/** A room as its own document and its daily counts of messages are made from it. */
export interface Room {
  readonly id: string;
  readonly t: 'c' | 'p' | 'd' | 'l';
  /** None for direct messages. */
  readonly name?: string;
  /** The name of discussions that people see. */
  readonly fname?: string;
  /** The name until `renamedAt`. */
  readonly formerName?: string;
  readonly renamedAt?: number;
  /** Direct messages only. */
  readonly usernames?: readonly string[];
  readonly prid?: string;
  readonly teamId?: string;
  readonly owner: Person;
  readonly createdAt: number;
  /** From then on its counts remain and its document is gone. */
  readonly deletedAt?: number;
  readonly members: number;
  /** Messages on an ordinary weekday. */
  readonly perDay: number;
}

type Kind = [t: 'c' | 'p' | 'd', perDay: number, members: number];

const catalogue: readonly [name: string, ...Kind][] = [
  ['general', 'c', 1024, 250],
  ['support', 'c', 1408, 60],
  ['engineering', 'c', 1136, 90],
  ['random', 'c', 736, 200],
  ['backend', 'c', 688, 35],
  ['frontend', 'c', 608, 30],
  ['customer-success', 'p', 464, 17],
  ['on-call', 'p', 416, 18],
  ['sales', 'c', 384, 38],
  ['sao-paulo', 'c', 352, 100],
  ['mobile', 'c', 336, 20],
  ['design', 'c', 304, 25],
  ['leadership', 'p', 288, 9],
  ['incidents', 'c', 272, 75],
  ['marketing', 'c', 256, 30],
  ['bengaluru', 'c', 240, 50],
  ['security', 'p', 224, 8],
  ['berlin', 'c', 208, 100],
  ['people-ops', 'p', 192, 6],
  ['hiring', 'p', 176, 15],
  ['finance', 'p', 144, 7],
  ['lunch', 'c', 128, 75],
  ['photos', 'c', 48, 62],
  ['announcements', 'c', 20, 250],
  ['contracts', 'p', 12, 5],
  ['book-club', 'c', 8, 12],
];

// Monday to Sunday.
const weekdays = [1, 1.08, 1.05, 1, 0.8, 0.35, 0.3];
const dayMS = 86_400_000;

/** The rooms of the demo, with those that a client has to get right: renamed, deleted, of equal names, of discussions and teams. */
export function demoRooms(seed: number, staff: readonly Person[], today: Day): Room[] {
  const random = new Random(`${seed} rooms`);
  const founder = staff[0];
  if (!founder) throw new RangeError('Rooms need somebody who creates them.');
  const ago = (days: number) => today.start - (days - 0.5) * dayMS;
  const room = (t: Room['t'], perDay: number, members: number, fields: Partial<Room>): Room => ({
    id: random.id(),
    t,
    perDay,
    members,
    owner: founder,
    createdAt: founder.createdAt,
    ...fields,
  });
  const ordinary = catalogue.map(([name, ...kind]) =>
    room(...kind, { name, ...(name === 'general' && { id: 'GENERAL' }) }),
  );
  const teamId = random.id();
  const renamed = room('c', 132, 25, {
    name: 'project-atlas',
    formerName: 'project-hermes',
    renamedAt: ago(12),
  });
  const discussion = (fname: string, prid: string, days: number, perDay: number) =>
    room('p', perDay, random.integer(3, 12), {
      name: random.id(),
      fname,
      prid,
      createdAt: ago(days),
    });

  const direct = new Map<string, Room>();
  while (direct.size < 40) {
    const size = direct.size < 36 ? 2 : 4;
    const people = [...new Set(Array.from({ length: size }, () => random.pick(staff)))];
    if (people.length < size) continue;
    // The id of a room of two people is made of theirs.
    const id =
      size === 2
        ? people
            .map((one) => one.id)
            .sort()
            .join('')
        : random.id();
    const usernames = people.map(({ username }) => username).sort();
    const createdAt = Math.max(...people.map((one) => one.createdAt)) + dayMS;
    direct.set(
      id,
      room('d', random.pick([8, 16, 32, 64, 112, 208]), size, { id, usernames, createdAt }),
    );
  }
  return [
    ...ordinary,
    renamed,
    room('c', 140, 24, { name: 'platform', teamId }),
    room('p', 28, 24, { name: 'platform-leads', teamId }),
    room('c', 56, 40, { name: 'onboarding', createdAt: ago(25) }),
    room('c', 48, 50, { name: 'office-move', createdAt: ago(120), deletedAt: ago(16) }),
    discussion('Release checklist', 'GENERAL', 60, 24),
    discussion('Release checklist', renamed.id, 21, 36),
    discussion('Why is the build slow?', renamed.id, 9, 48),
    room('l', 12, 2, {
      fname: 'Visitor from the pricing page',
      createdAt: ago(300),
      deletedAt: ago(290),
    }),
    room('c', 0, 30, { name: 'archive' }),
    ...direct.values(),
  ];
}

/** Any number of rooms: 40 % public, 30 % private, 30 % direct, the most active first. */
export function manyRooms(seed: number, people: readonly Person[], count: number): Room[] {
  const random = new Random(`${seed} many rooms`);
  return Array.from({ length: count }, (_, rank) => {
    const t = random.pick(['c', 'c', 'c', 'c', 'p', 'p', 'p', 'd', 'd', 'd'] as const);
    const [owner, other] = [random.pick(people), random.pick(people)];
    return {
      id: random.id(),
      t,
      ...(t === 'd' ? { usernames: [owner.username, other.username] } : { name: `room-${rank}` }),
      owner,
      createdAt: owner.createdAt,
      members: random.integer(2, 200),
      perDay: 2000 / (rank + 1) ** 0.8,
    };
  });
}

/** The count of a room's messages on a day of the server until an instant; none where it is 0. */
export function messagesDocument(
  room: Room,
  day: Day,
  until: number,
  seed: number,
): BsonDocument | undefined {
  const from = Math.max(day.start, room.createdAt);
  const to = Math.min(day.end, room.deletedAt ?? Infinity);
  // On the first Sunday of a month the server is under maintenance.
  if (until <= from || to <= from || (day.weekday === 7 && day.day <= 7)) return undefined;
  const random = new Random(`${seed} messages ${room.id} ${day.number}`);
  const season = 1 + 0.15 * Math.sin((2 * Math.PI * day.number) / 365);
  const expected = room.perDay * season * (weekdays[day.weekday - 1] ?? 1);
  // Rarely more messages are deleted on a day than sent.
  const total = random.chance(0.0005)
    ? -random.integer(1, 9)
    : Math.round(expected * random.around(1, 0.5) + (room.perDay > 0 ? random.around(0, 0.4) : 0));
  // Rooms do not all get their messages at the same moments.
  const phase = random.between(0, 1);
  const passed = Math.min(1, (until - from) / (to - from));
  const sent = Math.min(Math.abs(total), Math.floor(Math.abs(total) * passed + phase));
  if (sent === 0) return undefined;
  const lastAt =
    from + Math.max(0, Math.ceil(((sent - phase) / Math.abs(total)) * (to - from)) - 1);
  const isRenamed = room.renamedAt === undefined || lastAt >= room.renamedAt;
  const name = isRenamed ? (room.fname ?? room.name) : room.formerName;
  return {
    _id: random.id(),
    type: 'messages',
    date: day.date,
    room: {
      _id: room.id,
      ...(name === undefined ? {} : { name }),
      t: room.t,
      usernames: room.usernames ?? [],
    },
    messages: Math.sign(total) * sent,
    _updatedAt: new Date(lastAt),
  };
}

/** The document of a room, given when its last message was sent. */
export function roomDocument(room: Room, lastMessageAt: Date | undefined): BsonDocument {
  const { id, t, name, fname, usernames, prid, teamId, owner, createdAt, members, perDay } = room;
  const optional = { name, fname, usernames, prid, teamId, lm: lastMessageAt };
  return {
    _id: id,
    t,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    ro: name === 'announcements',
    u: { _id: owner.id, username: owner.username, name: owner.name },
    ts: new Date(createdAt),
    usersCount: members,
    msgs: Math.round((perDay * ((lastMessageAt?.getTime() ?? createdAt) - createdAt)) / dayMS),
    _updatedAt: lastMessageAt ?? new Date(createdAt),
  };
}
