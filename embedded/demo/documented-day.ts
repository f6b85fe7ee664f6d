import { daysUpTo } from './calendar.js';
import type { DeviceKind } from './devices.js';
import { ownedDevice } from './devices.js';
import type { Person } from './person.js';
import type { Random } from './random.js';
import { addSessions, recordedDays, type SessionDocument } from './sessions.js';

type Presence = readonly [username: string, device: DeviceKind, from: string, to: string];

/**
 * Labour Day of 2023, a holiday in two of the three places and so a quiet day: who was connected from
 * when till when, in UTC. Rocket.Chat's documentation shows the answer of its hourly endpoint for the
 * 24 hours up to 2023-05-02T00:00:00.000Z, and these connections are one way it can have come about.
 */
const presences: readonly Presence[] = [
  // The evening before, and so not of the 24 hours.
  ['thiago.rocha', 'mobile', '2023-04-30T22:51:17.402Z', '2023-05-01T00:26:03.118Z'],

  // Bengaluru works: from 09:11 to 18:28 there, with a network that drops once.
  ['priya.nair', 'desktop', '2023-05-01T03:41:22.518Z', '2023-05-01T08:17:45.930Z'],
  ['priya.nair', 'desktop', '2023-05-01T08:17:52.064Z', '2023-05-01T12:58:40.106Z'],

  // Berlin: somebody on call, somebody who only looks in, and one more evening from home.
  ['jonas.weber', 'browser', '2023-05-01T09:12:08.771Z', '2023-05-01T14:06:31.245Z'],
  ['lena.vogel', 'mobile', '2023-05-01T13:05:00.310Z', '2023-05-01T13:06:12.947Z'],
  ['lena.vogel', 'browser', '2023-05-01T13:30:41.689Z', '2023-05-01T14:20:19.553Z'],
  ['clara.hoffmann', 'mobile', '2023-05-01T17:05:27.830Z', '2023-05-01T17:40:02.615Z'],
  ['jonas.weber', 'browser', '2023-05-01T18:10:36.284Z', '2023-05-01T22:47:09.860Z'],

  // São Paulo: the day before a release.
  ['camila.souza', 'desktop', '2023-05-01T11:47:53.192Z', '2023-05-01T14:52:28.407Z'],
  ['rafael.lima', 'desktop', '2023-05-01T12:03:15.648Z', '2023-05-01T18:20:44.021Z'],
  ['thiago.rocha', 'browser', '2023-05-01T15:40:59.376Z', '2023-05-01T20:31:07.742Z'],
  ['camila.souza', 'desktop', '2023-05-01T17:55:33.509Z', '2023-05-01T20:12:50.183Z'],
  ['mariana.costa', 'browser', '2023-05-01T21:05:14.927Z', '2023-05-01T22:40:36.358Z'],
  ['rafael.lima', 'browser', '2023-05-01T21:30:02.455Z', '2023-05-01T23:15:48.699Z'],
  ['camila.souza', 'mobile', '2023-05-01T23:10:25.073Z', '2023-05-02T00:41:58.236Z'],

  // The next morning in Bengaluru, and so not of the 24 hours either.
  ['priya.nair', 'desktop', '2023-05-02T03:38:11.804Z', '2023-05-02T07:29:55.617Z'],
];

/** Nothing of the documented day is dated after this, in any zone. */
export const documentedDayOver = Date.UTC(2023, 4, 4);

/**
 * The computed sessions of that day, of people known by those names. Each is one document, even where
 * it was open at 01:05 of the server's zone: what Rocket.Chat moves on to the next day has no
 * `closedAt` and would answer differently in other zones. A real workspace would have deleted them after 45 days.
 */
export function documentedSessions(
  people: readonly Person[],
  timeZone: string,
  random: Random,
): SessionDocument[] {
  const local = daysUpTo(documentedDayOver, timeZone, 7);
  const days = recordedDays(local, timeZone).map((day) => ({ ...day, clonedAt: Infinity }));
  const instanceId = random.id();

  const sessions: SessionDocument[] = [];
  for (const [username, kind, from, to] of presences) {
    const person = people.find((one) => one.username === username);
    if (person === undefined) throw new RangeError(`Nobody in the demo is called ${username}.`);
    const loginAt = Date.parse(from);
    const device = ownedDevice(kind, random, loginAt);
    const visit = {
      person,
      device,
      loginToken: device.loginToken,
      loginAt,
      closesAt: Date.parse(to),
      logoutAt: undefined,
      logoutBy: person.id,
    };
    addSessions(sessions, visit, days, instanceId, documentedDayOver, random);
  }
  return sessions;
}
