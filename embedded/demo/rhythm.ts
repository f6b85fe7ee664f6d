import type { Day } from './calendar.js';
import type { DeviceKind, OwnedDevice } from './devices.js';
import type { Person } from './person.js';
import type { Random } from './random.js';

/** Told of somebody's stretch of time at one of their devices; `undefined` is a device they do not have. */
export type Stay = (device: OwnedDevice | undefined, from: number, to: number) => void;

const minute = 60_000;
const hour = 60 * minute;

// Between which minutes after midnight people look at their phones, and how likely.
const glances: readonly [from: number, to: number, share: number][] = [
  [7 * 60, 9 * 60, 0.25],
  [12 * 60, 13 * 60 + 30, 0.2],
  [17 * 60, 19 * 60, 0.2],
  [19 * 60, 23 * 60, 0.3],
  [0, 6 * 60, 0.03],
];

// How likely on a weekday, how likely on a day of the weekend, and how often on the phone.
const presence = {
  heavy: { works: 0.96, looksIn: 0.2, eagerness: 1.3 },
  regular: { works: 0.86, looksIn: 0.05, eagerness: 0.7 },
  rare: { works: 0.16, looksIn: 0.02, eagerness: 0.2 },
};

/** The instant when a day's clock is so many minutes after midnight. */
function at(day: Day, minutes: number): number {
  return Math.floor(day.noon + (minutes - 12 * 60) * minute);
}

function deviceOf(person: Person, kind: DeviceKind): OwnedDevice | undefined {
  return person.devices.find((one) => one.kind === kind);
}

function phoneGlances(
  person: Person,
  day: Day,
  eagerness: number,
  random: Random,
  stay: Stay,
): void {
  for (const [from, to, share] of glances) {
    if (!random.chance(share * eagerness)) continue;
    const start = at(day, random.between(from, to));
    stay(deviceOf(person, 'mobile'), start, start + random.between(0.4 * minute, 3 * minute));
  }
}

/** At the desk from morning to evening, with lunch in between; now and then the computer is left on for nights. */
function workingDay(person: Person, day: Day, random: Random, stay: Stay): void {
  const main = person.devices[0];
  const start = random.around(person.startsWork, 40);
  const lunch = Math.max(start + 30, random.around(12 * 60 + 25, 35));
  const back = lunch + random.around(52, 22);
  const leave = Math.max(back + 30, start + random.around(520, 75) - (day.weekday === 5 ? 50 : 0));
  if (random.chance(person.habit === 'heavy' ? 0.3 : 0.1)) {
    stay(main, at(day, start), at(day, leave));
  } else {
    stay(main, at(day, start), at(day, lunch));
    const nights = day.weekday === 5 ? 3 : random.pick([1, 1, 1, 2]);
    const leftOn = main?.kind === 'desktop' && random.chance(0.02);
    stay(
      main,
      at(day, back),
      at(day, leave) + (leftOn ? nights * 24 - random.between(8, 10) : 0) * hour,
    );
  }
  if (random.chance(0.12)) {
    const evening = at(day, random.between(19 * 60 + 30, 23 * 60));
    stay(deviceOf(person, 'browser'), evening, evening + random.around(65, 55) * minute);
  }
}

/** Somebody's day: `index` counts days, for those who work by rota. */
export function dayOf(person: Person, day: Day, index: number, random: Random, stay: Stay): void {
  const free = day.weekday > 5;
  switch (person.habit) {
    case 'heavy':
    case 'regular':
    case 'rare': {
      const { works, looksIn, eagerness } = presence[person.habit];
      if (!free && random.chance(works)) workingDay(person, day, random, stay);
      if (free && random.chance(looksIn)) {
        const from = at(day, random.between(9 * 60, 21 * 60));
        stay(person.devices.at(-1), from, from + random.between(5 * minute, 100 * minute));
      }
      phoneGlances(person, day, free ? eagerness / 2 : eagerness, random, stay);
      return;
    }
    case 'shift': {
      // Five days in seven, early and late weeks in turn, weekends as any other day.
      const offset = person.createdAt % 7;
      if ((index + offset) % 7 > 4) return;
      const start = at(day, ((index + offset) % 14 < 7 ? 7 : 13) * 60 + random.around(0, 12));
      stay(person.devices[0], start, start + random.around(8.2, 0.6) * hour);
      phoneGlances(person, day, 0.3, random, stay);
      return;
    }
    case 'visitor': {
      if (free || !random.chance(0.2)) return;
      const from = at(day, random.between(9 * 60, 17 * 60));
      stay(person.devices[0], from, from + random.between(4 * minute, 50 * minute));
      return;
    }
    case 'always':
    case 'never':
  }
}

/** The connections of a service: days long, with seconds in between. */
export function connectionsOf(
  bot: Person,
  from: number,
  now: number,
  random: Random,
  stay: Stay,
): void {
  let start = from + random.between(minute, hour);
  while (start < now) {
    const end = start + random.around(52, 30) * hour;
    stay(bot.devices[0], start, end);
    start = end + random.between(3_000, 40_000);
  }
}
