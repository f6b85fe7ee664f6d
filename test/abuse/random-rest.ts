import { after, afterEach, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { exportsByName } from '../../export/exports.js';
import { formats } from '../../export/formats.js';
import { routes } from '../../rest/routes.js';
import { administrator } from '../support/gateway.js';
import { restBase, send } from './requests.js';
import { assertAnswered, share, startVictim, type Victim } from './unharmed.js';

const names = ['start', 'end', 'offset', 'count', 'hideRoomsWithNoActivity', 'sort', 'query'];

/** Ways to say that a name is an object, a list, an operator, or part of every object. */
const suffix = fc.constantFrom(
  '',
  '',
  '',
  '',
  '[]',
  '[$gt]',
  '[$ne]',
  '[$where]',
  '[0]',
  '[a][b]',
  '[__proto__][polluted]',
  '.$gt',
  '%00',
  '%5B%24gt%5D',
  '[',
);
const odd = fc.constantFrom(
  '__proto__',
  'constructor',
  'constructor[prototype][polluted]',
  '__proto__[polluted]',
  'toString',
  '',
  '%',
  '$where',
);
const name = fc.oneof(
  {
    arbitrary: fc.tuple(fc.constantFrom(...names), suffix).map(([word, end]) => word + end),
    weight: 5,
  },
  { arbitrary: odd, weight: 1 },
  { arbitrary: fc.webQueryParameters(), weight: 1 },
);
const instant = fc
  .date({ min: new Date('-000001-01-01'), max: new Date('+012000-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const value = fc.oneof(
  { arbitrary: instant, weight: 3 },
  { arbitrary: fc.integer().map(String), weight: 2 },
  fc.constantFrom(
    '2024-03-05T00:00:00.000Z',
    '+275760-09-13T00:00:00.000Z',
    '-271821-04-20T00:00:00.000Z',
    '2024-02-30T00:00:00.000Z',
    'true',
    'false',
    'NaN',
    '1e9',
    '-0',
    '9007199254740993',
    '0x10',
    '%7B%22$gt%22:%22%22%7D',
    '{"$gt":""}',
    '%00',
    '%ff%fe',
    '%F0%9F%90%A2',
    '%ED%A0%80',
    '%E0%A4%A',
    '+',
    '%2B',
    '%0d%0aset-cookie:a',
    '..%2f..%2fetc%2fpasswd',
    '',
    '%',
    '=',
    ';',
  ),
  fc.string({ unit: 'binary' }).map((text) => encodeURIComponent(text)),
  fc.webQueryParameters(),
);
const pair = fc.tuple(name, value).map(([key, text]) => `${key}=${text}`);
const queryString = fc.array(pair, { maxLength: 6 }).map((pairs) => pairs.join('&'));

/** What each path needs, so that what comes on top of it is looked at. */
const valid = 'start=2024-03-01T00:00:00.000Z&end=2024-03-05T23:59:59.999Z';
const path = fc.constantFrom(...routes.map((route) => `${restBase}${route.path}`));

describe('random REST', () => {
  let victim: Victim;
  before(async () => {
    victim = await startVictim();
  });
  after(() => victim[Symbol.asyncDispose]());
  afterEach(() => victim.assertUnharmed());

  const check = (target: fc.Arbitrary<string>) =>
    fc.assert(
      fc.asyncProperty(target, async (path) => {
        assertAnswered(await send(victim.gateway, path, { headers: administrator }));
      }),
      share,
    );

  describe('the REST paths answer every request', () => {
    it('by random query strings', () =>
      check(fc.tuple(path, queryString).map(([path, query]) => `${path}?${query}`)));

    it('by random windows', () =>
      check(
        fc
          .tuple(path, instant, fc.integer({ min: -3, max: 40_000 }), queryString)
          .map(([path, start, days, query]) => {
            const end = new Date(Math.min(Date.parse(start) + days * 86_400_000, 8.64e15));
            return `${path}?start=${start}&end=${end.toISOString()}${query && `&${query}`}`;
          }),
      ));

    it('by random names behind a window, and by random paths', () =>
      check(
        fc.oneof(
          fc.tuple(path, queryString).map(([path, query]) => `${path}?${valid}&${query}`),
          fc.tuple(path, fc.webPath()).map(([path, more]) => `${path}${more}`),
          fc.webPath().map((path) => `/api${path}`),
          fc.string({ unit: 'binary-ascii' }).map((text) => `${restBase}/${text}`),
        ),
      ));
  });

  describe('the exports answer every request', () => {
    const parameters = [
      'start',
      'end',
      'from',
      'to',
      'timeZone',
      'bucket',
      'comparison',
      'periods',
    ];
    const file = fc
      .tuple(fc.constantFrom(...exportsByName.keys()), fc.constantFrom(...formats.keys()))
      .map(([name, format]) => `/export/${name}.${format}`);
    const text = fc.oneof(
      value,
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
      fc.stringMatching(/^\d{1,3}[mhdwM]$/),
      fc.constantFrom('Pacific/Apia', 'utc', '+05:30', 'previous', 'previous-year', '2023-02-29'),
    );
    const query = fc
      .array(
        fc.oneof(
          fc.tuple(fc.constantFrom(...parameters), text).map(([key, one]) => `${key}=${one}`),
          pair,
        ),
        { maxLength: 5 },
      )
      .map((pairs) => pairs.join('&'));
    const period = fc.constantFrom(
      '',
      'start=2024-03-01&end=2024-03-05&',
      'from=1709251200000&to=1709683200000&',
    );

    it('by random query strings, with a period and without one', () =>
      check(fc.tuple(file, period, query).map(([path, given, more]) => `${path}?${given}${more}`)));

    it('by random paths', () =>
      check(
        fc.oneof(
          fc.webPath().map((path) => `/export${path}`),
          fc.tuple(file, suffix).map(([path, end]) => `${path}${end}`),
        ),
      ));
  });
});
