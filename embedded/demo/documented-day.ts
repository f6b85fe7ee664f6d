import type { Calendar } from './calendar.js';
import type { Person } from './people.js';
import { Random } from './random.js';
import { sessionDocument, type SessionDocument } from './sessions.js';

/**
 * 1 May 2023, a holiday in two of the three places: who was connected from when until when, in UTC.
 * Rocket.Chat's documentation shows the response of its hourly endpoint for the 24 hours until
 * 2023-05-02T00:00:00.000Z. These connections give that response.
 */
const presences: readonly [username: string, from: string, to: string][] = [
  // Begins before the 24 hours.
  ['thiago.rocha', '2023-04-30T22:51:17.402Z', '2023-05-01T00:26:03.118Z'],

  ['priya.nair', '2023-05-01T03:41:22.518Z', '2023-05-01T08:17:45.930Z'],
  ['priya.nair', '2023-05-01T08:17:52.064Z', '2023-05-01T12:58:40.106Z'],

  ['jonas.weber', '2023-05-01T09:12:08.771Z', '2023-05-01T14:06:31.245Z'],
  ['lena.vogel', '2023-05-01T13:05:00.310Z', '2023-05-01T13:06:12.947Z'],
  ['lena.vogel', '2023-05-01T13:30:41.689Z', '2023-05-01T14:20:19.553Z'],
  ['clara.hoffmann', '2023-05-01T17:05:27.830Z', '2023-05-01T17:40:02.615Z'],
  ['jonas.weber', '2023-05-01T18:10:36.284Z', '2023-05-01T22:47:09.860Z'],

  ['camila.souza', '2023-05-01T11:47:53.192Z', '2023-05-01T14:52:28.407Z'],
  ['rafael.lima', '2023-05-01T12:03:15.648Z', '2023-05-01T18:20:44.021Z'],
  ['thiago.rocha', '2023-05-01T15:40:59.376Z', '2023-05-01T20:31:07.742Z'],
  ['camila.souza', '2023-05-01T17:55:33.509Z', '2023-05-01T20:12:50.183Z'],
  ['mariana.costa', '2023-05-01T21:05:14.927Z', '2023-05-01T22:40:36.358Z'],
  ['rafael.lima', '2023-05-01T21:30:02.455Z', '2023-05-01T23:15:48.699Z'],
  ['camila.souza', '2023-05-01T23:10:25.073Z', '2023-05-02T00:41:58.236Z'],

  // Begins after them.
  ['priya.nair', '2023-05-02T03:38:11.804Z', '2023-05-02T07:29:55.617Z'],
];

/** Nothing of the documented day is dated later, in any zone. */
export const documentedDayOver = Date.UTC(2023, 4, 4);

/**
 * The computed sessions of that day. Each is one document, also where it was open at 01:05 of the
 * server's zone: a clone has no `closedAt` and would change the response in other zones.
 */
export function documentedSessions(
  people: readonly Person[],
  calendar: Calendar,
): SessionDocument[] {
  const random = new Random('documented day');
  return presences.map(([username, from, to]) => {
    const person = people.find((one) => one.username === username);
    if (!person) throw new RangeError(`The demo has no user ${username}.`);
    const loginAt = Date.parse(from);
    const closedAt = Date.parse(to);
    const day = calendar.dayAt(loginAt);
    const visit = { person, device: person.devices[0], id: random.id(), loginAt };
    return sessionDocument({ ...visit, closesAt: closedAt, logoutAt: Infinity }, day, 0, {
      createdAt: loginAt,
      lastActivityAt: closedAt,
      closedAt,
      logoutAt: undefined,
      computedAt: day.computedAt,
    });
  });
}
