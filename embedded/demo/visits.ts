import type { Day } from './calendar.js';
import type { OwnedDevice, Person } from './people.js';
import { Random } from './random.js';

const minute = 60_000;
const hour = 60 * minute;

/** One connection of one device; instants are milliseconds since 1970. */
export interface Visit {
  readonly person: Person;
  readonly device: OwnedDevice;
  /** Identifies the connection in all of its documents. */
  readonly id: string;
  readonly loginAt: number;
  /** `Infinity` where the end of the connection is never recorded. */
  readonly closesAt: number;
  /** `Infinity` where the user does not log out. */
  readonly logoutAt: number;
}

// How likely people work on a weekday, how likely they connect on a weekend, and how often they use the phone.
const presence = {
  heavy: { weekday: 0.96, weekend: 0.25, glances: 2 },
  regular: { weekday: 0.86, weekend: 0.1, glances: 1 },
  rare: { weekday: 0.16, weekend: 0.04, glances: 0.5 },
  shift: { weekday: 0.72, weekend: 0.72, glances: 1 },
  guest: { weekday: 0.2, weekend: 0.02, glances: 0 },
  service: { weekday: 0, weekend: 0, glances: 0 },
  none: { weekday: 0, weekend: 0, glances: 0 },
} as const;

/** The connections of a person that begin on a day of the person's own time zone. */
export function visitsOn(person: Person, day: Day, seed: number): Visit[] {
  const random = new Random(`${seed} visits ${person.id} ${day.number}`);
  const { weekday, weekend, glances } = presence[person.habit];
  const [computer, phone, browser] = person.devices;
  const visits: Visit[] = [];
  const at = (hours: number) => Math.floor(day.noon + (hours - 12) * hour);

  const connect = (device: OwnedDevice, loginAt: number, leftAt: number): void => {
    if (loginAt < person.createdAt || loginAt >= person.leavesAt) return;
    const end = Math.floor(Math.min(leftAt, person.leavesAt));
    const logsOut = person.habit === 'shift' || person.habit === 'guest';
    // After a logout the page stays open for a while; now and then a connection is lost without a trace.
    const closesAt = logsOut ? end + random.integer(3_000, 240_000) : end;
    visits.push({
      person,
      device,
      id: random.id(),
      loginAt,
      closesAt: random.chance(0.0005) ? Infinity : closesAt,
      logoutAt: logsOut ? end : Infinity,
    });
  };
  const connectAgain = (device: OwnedDevice, from: number, to: number): void => {
    // Networks fail and laptops sleep: a long stay can be two connections, seconds or minutes apart.
    if (!random.chance(0.16)) {
      connect(device, from, to);
      return;
    }
    const lost = Math.floor(random.between(from, to));
    connect(device, from, lost);
    connect(device, lost + random.integer(1_500, random.chance(0.7) ? 20_000 : 600_000), to);
  };

  if (person.habit === 'service') {
    if (day.number % 2 === 0) connect(computer, at(3), at(3) + random.between(46, 47.9) * hour);
    return visits;
  }
  if (day.start <= person.createdAt && person.createdAt < day.end) {
    connect(computer, person.createdAt + minute, person.createdAt + random.between(1, 4) * hour);
  } else if (random.chance(day.weekday > 5 ? weekend : weekday)) {
    if (person.habit === 'shift') {
      // Early and late weeks take turns.
      const start = at(
        (Math.floor((day.number + 3) / 7) % 2 === 0 ? 7 : 13) + random.around(0, 0.2),
      );
      connect(computer, start, start + random.around(8.2, 0.6) * hour);
    } else if (person.habit === 'guest' || day.weekday > 5) {
      const start = at(random.between(9, 18));
      connect(browser, start, start + random.between(4, 80) * minute);
    } else {
      const start = random.around(person.startsWork, 0.7);
      const lunch = Math.max(start + 0.5, random.around(12.4, 0.6));
      const back = lunch + random.around(0.9, 0.35);
      const leave = Math.max(back + 0.5, start + random.around(8.7, 1.2));
      // Some computers are left on for a night or more.
      const nights = random.chance(0.02) ? random.integer(1, 3) * 24 - 9 : 0;
      connectAgain(computer, at(start), at(lunch));
      connectAgain(computer, at(back), at(leave + nights));
      if (random.chance(0.12)) {
        const evening = at(random.between(19.5, 23));
        connect(browser, evening, evening + random.between(10, 120) * minute);
      }
    }
  }
  for (let count = Math.floor(glances * random.between(0, 2)); count > 0; count -= 1) {
    const glance = at(random.between(7, 23.5));
    connect(phone, glance, glance + random.between(0.4, 4) * minute);
  }
  return visits;
}
