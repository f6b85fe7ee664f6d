import type { Day } from './calendar.js';
import { ownedDevice, type OwnedDevice } from './devices.js';
import type { Habit, Person } from './person.js';
import { places } from './places.js';
import { posts } from './posts.js';
import type { Random } from './random.js';

const day = 86_400_000;

function usernameOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(' ', '.');
}

/** A morning or afternoon of a working day that has passed, more often than not a Monday. */
function firstDay(days: readonly Day[], now: number, random: Random): number {
  const mornings = days.filter((one) => one.weekday <= 5 && one.noon + day / 5 < now);
  const mondays = mornings.filter((one) => one.weekday === 1);
  const chosen = random.pick(random.chance(0.4) ? mondays : mornings);
  return Math.floor(chosen.noon + random.between(-day / 6, day / 5));
}

function devicesOf(habit: Habit, since: () => number, random: Random): OwnedDevice[] {
  const owned = (kind: OwnedDevice['kind'], signsOut = false) =>
    ownedDevice(kind, random, since(), signsOut);
  switch (habit) {
    case 'heavy':
      return [owned('desktop'), owned('mobile'), owned('browser')];
    case 'regular':
      return [
        random.chance(0.65) ? owned('desktop') : owned('browser', random.chance(0.1)),
        ...(random.chance(0.7) ? [owned('mobile')] : []),
        ...(random.chance(0.4) ? [owned('browser')] : []),
      ];
    case 'rare':
      return random.chance(0.5) ? [owned('browser')] : [owned('browser'), owned('mobile')];
    case 'shift':
      return random.chance(0.4)
        ? [owned('browser', true), owned('mobile')]
        : [owned('browser', true)];
    case 'visitor':
      return [owned('browser', true)];
    case 'always':
      return [owned('script')];
    case 'never':
      return [];
  }
}

/**
 * Everybody who has, or had, an account at `now`, services and founders first.
 * `days` are the recorded ones: new people join on them, all others came before.
 */
export function people(days: readonly Day[], now: number, random: Random): Person[] {
  const opened = days[0]?.start ?? now;
  // Before the documented day, whenever the demo runs.
  const founded = Math.min(Date.UTC(2022, 9, 3, 7, 30), opened - 400 * day);
  const taken = new Set<string>();

  return posts(random).map((post, index) => {
    const place = post.place ?? random.pick(places);
    const name = post.name ?? `${random.pick(place.givenNames)} ${random.pick(place.familyNames)}`;
    const plain = post.username ?? usernameOf(name);
    let username = plain;
    for (let next = 2; taken.has(username); next += 1) username = `${plain}${next}`;
    taken.add(username);

    const createdAt =
      post.joined === 'lately'
        ? firstDay(days, now, random)
        : post.joined === 'at the start'
          ? founded + index * 60_000
          : Math.floor(random.between(founded + day, opened));
    const since = () =>
      Math.floor(
        post.joined === 'lately'
          ? Math.min(now, createdAt + random.between(30_000, 600_000))
          : random.between(Math.max(createdAt, opened - 30 * day), opened),
      );
    // Five who left: some before the recorded days, some during them.
    const left = post.joined === 'over the years' && index % 50 === 49;
    return {
      id: post.id ?? random.id(),
      username,
      name,
      type: post.type ?? 'user',
      roles: post.roles,
      place,
      habit: post.habit,
      startsWork: Math.round(random.around(8 * 60 + 50, 75)),
      createdAt,
      deactivatedAt: left
        ? Math.floor(random.between(Math.max(createdAt, opened - 12 * day), opened + 30 * day))
        : undefined,
      devices: devicesOf(post.habit, since, random),
    };
  });
}
