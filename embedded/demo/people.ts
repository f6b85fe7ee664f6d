import { Random } from './random.js';
import { administrator, memberWithoutPermission } from './credentials.js';

/** Where people live: their clock and their names. */
interface Place {
  readonly timeZone: string;
  readonly givenNames: readonly string[];
  readonly familyNames: readonly string[];
}

/** A client as Rocket.Chat stores it, from the user agent. */
export interface Device {
  readonly type: string;
  readonly name: string;
  readonly longVersion: string;
  readonly version: string;
  readonly os: { readonly name: string; readonly version: string };
}

export interface OwnedDevice {
  readonly device: Device;
  readonly ip: string;
  readonly loginToken: string;
}

/** How an account is used. `shift` and `guest` log out after each visit; `none` never logs in. */
export type Habit = 'heavy' | 'regular' | 'rare' | 'shift' | 'guest' | 'service' | 'none';

/** An account; instants are milliseconds since 1970. */
export interface Person {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly type: 'user' | 'bot' | 'app';
  readonly roles: readonly string[];
  readonly timeZone: string;
  readonly habit: Habit;
  /** Hour of the local day. */
  readonly startsWork: number;
  readonly createdAt: number;
  /** When the account was deactivated; `Infinity` for those that are active. */
  readonly leavesAt: number;
  /** Computer, phone, browser; the first one is used most. */
  readonly devices: readonly [OwnedDevice, OwnedDevice, OwnedDevice];
}

const berlin: Place = {
  timeZone: 'Europe/Berlin',
  givenNames: 'Anna Ben Clara David Elif Emil Felix Hannah Jonas Julia Lena Yusuf'.split(' '),
  familyNames:
    'Arslan Bauer Becker Fischer Hoffmann Keller König Müller Schmidt Vogel Weber Yilmaz'.split(
      ' ',
    ),
};
const saoPaulo: Place = {
  timeZone: 'America/Sao_Paulo',
  givenNames:
    'Aline André Bruno Camila Diego Fernanda Igor João Larissa Mariana Rafael Thiago'.split(' '),
  familyNames:
    'Almeida Araújo Barbosa Costa Dias Ferreira Lima Pereira Rocha Santos Silva Souza'.split(' '),
};
const kolkata: Place = {
  timeZone: 'Asia/Kolkata',
  givenNames: 'Aditi Anil Deepa Farhan Ishaan Kavya Lakshmi Meera Priya Rohan Sanjay Zoya'.split(
    ' ',
  ),
  familyNames: 'Banerjee Desai Ghosh Iyer Kapoor Khan Kumar Menon Nair Patel Rao Sharma'.split(' '),
};
const places = [berlin, berlin, saoPaulo, saoPaulo, kolkata] as const;

function device(
  type: string,
  name: string,
  version: string,
  os: string,
  osVersion: string,
): Device {
  return { type, name, longVersion: version, version, os: { name: os, version: osVersion } };
}
const computers = [
  device('desktop-app', 'Rocket.Chat', '4.3.1', 'Mac OS', '10.15.7'),
  device('desktop-app', 'Rocket.Chat', '4.1.2', 'Windows', '10'),
  device('browser', 'Chrome', '131.0.0', 'Windows', '10'),
];
const phones = [
  device('mobile-app', 'RC Mobile', '4.55.0', 'Android', '14'),
  device('mobile-app', 'RC Mobile', '4.54.1', 'iOS', '18.1'),
];
const browsers = [
  device('browser', 'Firefox', '133.0', 'Linux', 'x86_64'),
  device('browser', 'Chrome', '131.0.0', 'Mac OS', '10.15.7'),
  device('browser', 'Safari', '18.1.1', 'Mac OS', '10.15.7'),
];

type Fixed = Partial<Pick<Person, 'id' | 'name' | 'username' | 'type' | 'roles' | 'habit'>> & {
  readonly place?: Place;
};

const fixed: readonly Fixed[] = [
  {
    id: 'rocket.cat',
    type: 'bot',
    username: 'rocket.cat',
    name: 'Rocket.Cat',
    roles: ['bot'],
    habit: 'none',
  },
  { type: 'app', username: 'github.app', name: 'GitHub', roles: ['app'], habit: 'none' },
  { type: 'bot', username: 'ci.bot', name: 'CI', roles: ['bot'], habit: 'service' },
  { name: 'Clara Hoffmann', place: berlin, id: administrator.userId, roles: ['user', 'admin'] },
  { name: 'João Pereira', place: saoPaulo, id: memberWithoutPermission.userId },
  // The documented day knows these by name.
  { name: 'Jonas Weber', place: berlin },
  { name: 'Lena Vogel', place: berlin },
  { name: 'Priya Nair', place: kolkata },
  { name: 'Camila Souza', place: saoPaulo },
  { name: 'Rafael Lima', place: saoPaulo },
  { name: 'Thiago Rocha', place: saoPaulo },
  { name: 'Mariana Costa', place: saoPaulo },
];

const kinds: readonly (readonly [roles: readonly string[], habit: Habit])[] = [
  [['user'], 'heavy'],
  [['user'], 'regular'],
  [['user'], 'regular'],
  [['user'], 'rare'],
  [['user', 'livechat-agent'], 'shift'],
  [['guest'], 'guest'],
  [['guest'], 'guest'],
];

const day = 86_400_000;
/** How long accounts are used on average that were not there at the start. */
const meanStay = { user: 400 * day, guest: 30 * day };

/** Creates the accounts of a workspace, in the order of their creation. */
export class People {
  readonly #seed: number;
  readonly #usernames = new Set<string>();
  #count = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** The accounts that the workspace begins with: the fixed ones, and others up to `size`. They stay. */
  founders(createdAt: number, size = 60): Person[] {
    return Array.from({ length: size }, (_, index) =>
      this.#person(createdAt + index * 60_000, Infinity, fixed[index]),
    );
  }

  /** The accounts that are created on a day, counted from 1970: most of them on Mondays. */
  joinersOn(number: number): Person[] {
    const random = new Random(`${this.#seed} joined ${number}`);
    // 1970-01-01 was a Thursday.
    const most = [3, 1, 1, 1, 1, 1, 1][(number + 3) % 7] ?? 0;
    return Array.from({ length: random.integer(0, most) }, () => {
      const createdAt = Math.floor(number * day + random.between(7, 19) * 3_600_000);
      return this.#person(createdAt, -Math.log(1 - random.between(0, 1)));
    });
  }

  /** `stay` is in proportion to the mean. */
  #person(createdAt: number, stay: number, { place: at, ...known }: Fixed = {}): Person {
    const random = new Random(`${this.#seed} person ${this.#count}`);
    this.#count += 1;
    const place = at ?? random.pick(places);
    const [roles, habit] = random.pick(kinds);
    const name = known.name ?? `${random.pick(place.givenNames)} ${random.pick(place.familyNames)}`;
    return {
      id: random.id(),
      username: this.#usernameOf(name),
      type: 'user',
      roles: known.name === undefined ? roles : ['user'],
      timeZone: place.timeZone,
      habit: known.name === undefined ? habit : 'regular',
      startsWork: random.around(8.8, 1.25),
      createdAt,
      leavesAt: Math.floor(createdAt + meanStay[habit === 'guest' ? 'guest' : 'user'] * stay),
      devices: [owned(computers, random), owned(phones, random), owned(browsers, random)],
      ...known,
      name,
    };
  }

  #usernameOf(name: string): string {
    const plain = name
      .normalize('NFD')
      .replace(/\p{Mark}/gu, '')
      .toLowerCase()
      .replace(' ', '.');
    const username = this.#usernames.has(plain) ? `${plain}${this.#count}` : plain;
    this.#usernames.add(username);
    return username;
  }
}

/** A device of that kind, with an address of the ranges reserved for documentation. */
function owned(catalogue: readonly Device[], random: Random): OwnedDevice {
  return {
    device: random.pick(catalogue),
    ip: `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.integer(1, 254)}`,
    loginToken: random.hashedToken(),
  };
}
