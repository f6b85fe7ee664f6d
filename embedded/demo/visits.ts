import { dayIndexOf, type Day } from './calendar.js';
import { administrator } from './credentials.js';
import type { OwnedDevice } from './devices.js';
import type { Person } from './person.js';
import type { Random } from './random.js';
import { connectionsOf, dayOf, type Stay } from './rhythm.js';

const minute = 60_000;
const hour = 60 * minute;

/** One connection of one device, as it was, whatever becomes of it in the records. Milliseconds since 1970. */
export interface Visit {
  readonly person: Person;
  readonly device: OwnedDevice;
  readonly loginToken: string;
  readonly loginAt: number;
  /** `Infinity` where the socket was lost without a word. */
  readonly closesAt: number;
  readonly logoutAt: number | undefined;
  readonly logoutBy: string;
}

/**
 * Everybody's connections that began on the recorded `days` and not after `now`, by their beginning.
 * `daysAt` gives the same span by the clock of a person's own place.
 */
export function visits(
  everybody: readonly Person[],
  days: readonly Day[],
  daysAt: (timeZone: string) => readonly Day[],
  now: number,
  random: Random,
): Visit[] {
  const found: Visit[] = [];

  for (const person of everybody) {
    const until = Math.min(now, (person.deactivatedAt ?? Infinity) - 1);
    const occupied = new Map<OwnedDevice, number>();

    const record = (device: OwnedDevice, from: number, to: number) => {
      const loginAt = Math.floor(from);
      if (loginAt > until || loginAt < device.since || dayIndexOf(days, loginAt) < 0) return;
      const leftAt = Math.floor(Math.min(to, person.deactivatedAt ?? to));
      // After signing out the page stays on the login form for a while; sometimes it is never heard of again.
      const lingers = random.chance(0.85) ? random.between(3_000, 240_000) : Infinity;
      found.push({
        person,
        device,
        loginToken: device.signsOut ? random.hashedToken() : device.loginToken,
        loginAt,
        closesAt: device.signsOut ? Math.floor(leftAt + lingers) : leftAt,
        logoutAt: device.signsOut ? leftAt : undefined,
        logoutBy: random.chance(0.03) ? administrator.userId : person.id,
      });
    };
    const stay: Stay = (device, from, to) => {
      if (device === undefined || from < (occupied.get(device) ?? 0) || to - from < 1000) return;
      occupied.set(device, to);
      // Networks drop, laptops sleep: a long stay can be several connections with seconds or minutes between.
      let start = from;
      while (to - start > 2 * hour && !device.signsOut && random.chance(0.16)) {
        const drop = start + random.between(0.1, 0.9) * (to - start);
        record(device, start, drop);
        start =
          drop +
          (random.chance(0.7) ? random.between(1_500, 20_000) : random.between(1, 12) * minute);
        if (random.chance(0.1)) {
          // An attempt that drops again before anything was done with it.
          record(device, start, start + random.between(80, 950));
          start += random.between(1_500, 6_000);
        }
      }
      record(device, start, to);
    };

    if (person.habit === 'always') connectionsOf(person, days[0]?.start ?? now, now, random, stay);
    daysAt(person.place.timeZone).forEach((day, index) => {
      dayOf(person, day, index, random, stay);
    });
  }
  return found.sort((one, other) => one.loginAt - other.loginAt);
}
