import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Query } from 'mingo';
import { Temporal } from 'temporal-polyfill';
import {
  dateAt,
  dateNumber,
  dateOfNumber,
  firstMoment,
  previousDates,
  storedBetween,
  wholeDays,
} from '../../analytics/calendar.js';

const zones = ['UTC', 'America/Sao_Paulo', 'Asia/Kolkata', 'Europe/Berlin', 'Pacific/Apia'];

/** A window's dates as section by section of the reference has them: current, n, previous. */
function periods(start: string, end: string, timeZone: string) {
  const window = { start: new Date(start), end: new Date(end) };
  const { first, last } = previousDates(window, timeZone);
  return {
    current: [window.start, window.end].map((instant) => dateNumber(dateAt(instant, timeZone))),
    n: wholeDays(window, timeZone),
    previous: [dateNumber(first), dateNumber(last)],
  };
}

describe('the periods of a window', () => {
  const rows: [
    what: string,
    window: [start: string, end: string, timeZone: string],
    periods: [current: [number, number], n: number, previous: [number, number]],
  ][] = [
    [
      'eight full days',
      ['2024-01-01T00:00:00.000Z', '2024-01-08T23:59:59.999Z', 'UTC'],
      [[20240101, 20240108], 8, [20231223, 20231231]],
    ],
    [
      'eight dates, seven whole days: the clock of the end is earlier',
      ['2024-01-01T12:00:00.000Z', '2024-01-08T10:00:00.000Z', 'UTC'],
      [[20240101, 20240108], 7, [20231224, 20231231]],
    ],
    [
      'one day, and two before it',
      ['2024-03-05T00:00:00.000Z', '2024-03-05T23:59:59.999Z', 'UTC'],
      [[20240305, 20240305], 1, [20240303, 20240304]],
    ],
    [
      'one instant',
      ['2024-03-01T10:00:00.000Z', '2024-03-01T10:00:00.000Z', 'UTC'],
      [[20240301, 20240301], 1, [20240228, 20240229]],
    ],
    [
      'an end earlier by less than a day',
      ['2024-03-05T12:00:00.000Z', '2024-03-04T12:00:00.001Z', 'UTC'],
      [[20240305, 20240304], 1, [20240303, 20240304]],
    ],
    [
      'an end earlier by a day',
      ['2024-03-05T12:00:00.000Z', '2024-03-04T12:00:00.000Z', 'UTC'],
      [[20240305, 20240304], 0, [20240304, 20240304]],
    ],
    [
      'an end earlier by two days',
      ['2024-03-05T12:00:00.000Z', '2024-03-03T12:00:00.000Z', 'UTC'],
      [[20240305, 20240303], -1, [20240305, 20240304]],
    ],
    [
      'a day of 23 hours counts as a day',
      ['2024-03-30T11:00:00.000Z', '2024-03-31T10:00:00.000Z', 'Europe/Berlin'],
      [[20240330, 20240331], 2, [20240327, 20240329]],
    ],
    [
      'a day of 25 hours less one hour does not',
      ['2024-10-26T10:00:00.000Z', '2024-10-27T10:59:59.999Z', 'Europe/Berlin'],
      [[20241026, 20241027], 1, [20241024, 20241025]],
    ],
    [
      'dates are those of the zone, at the turn of a year',
      ['2023-12-31T18:30:00.000Z', '2024-01-01T18:29:59.999Z', 'Asia/Kolkata'],
      [[20240101, 20240101], 1, [20231230, 20231231]],
    ],
  ];
  for (const [what, window, [current, n, previous]] of rows) {
    test(what, () => {
      assert.deepEqual(periods(...window), { current, n, previous });
    });
  }
});

test('whole days are those between the two clocks, truncated, and one', () => {
  const instants = fc.date({
    min: new Date('1990-01-01T00:00:00.000Z'),
    max: new Date('2040-01-01T00:00:00.000Z'),
    noInvalidDate: true,
  });
  const windows = fc
    .record({ start: instants, hours: fc.integer({ min: -100, max: 400 }), ms: fc.nat(3_600_000) })
    .map(({ start, hours, ms }) => ({
      start,
      end: new Date(start.getTime() + hours * 3_600_000 + ms),
    }));
  fc.assert(
    fc.property(windows, fc.constantFrom(...zones), ({ start, end }, timeZone) => {
      const elapsed = wallClock(end, timeZone) - wallClock(start, timeZone);
      const days = Math.trunc(elapsed / 86_400_000) + 1;
      assert.equal(wholeDays({ start, end }, timeZone), days);
    }),
    { numRuns: 500 },
  );
});

const clocks = new Map(
  zones.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }),
  ]),
);

/** The zone's clock read as if it were UTC, by the platform's own calendar. */
function wallClock(instant: Date, timeZone: string): number {
  const parts = clocks.get(timeZone)?.formatToParts(instant) ?? [];
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const clock = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return clock + instant.getUTCMilliseconds();
}

describe('the first moment of a date', () => {
  const rows: [what: string, date: string, timeZone: string, moment: string][] = [
    ['is midnight', '2024-03-05', 'UTC', '2024-03-05T00:00:00.000Z'],
    ['is the midnight of the zone', '2024-03-05', 'Asia/Kolkata', '2024-03-04T18:30:00.000Z'],
    [
      'is one o’clock where midnight is skipped',
      '2018-11-04',
      'America/Sao_Paulo',
      '2018-11-04T03:00:00.000Z',
    ],
    ['is the first midnight of two', '2024-11-03', 'America/Havana', '2024-11-03T04:00:00.000Z'],
    [
      'is the first of a day whose last hour comes twice',
      '2018-02-17',
      'America/Sao_Paulo',
      '2018-02-17T02:00:00.000Z',
    ],
    [
      'is after the hour that came twice',
      '2018-02-18',
      'America/Sao_Paulo',
      '2018-02-18T03:00:00.000Z',
    ],
  ];
  for (const [what, date, timeZone, moment] of rows) {
    test(`${what} (${date} in ${timeZone})`, () => {
      const plain = Temporal.PlainDate.from(date);
      assert.equal(firstMoment(plain, timeZone).toISOString(), moment);
      assert.equal(dateAt(new Date(moment), timeZone).toString(), date);
      const before = dateAt(new Date(Date.parse(moment) - 1), timeZone);
      assert.equal(before.toString(), plain.subtract({ days: 1 }).toString());
    });
  }
});

const dates = fc
  .record({
    year: fc.integer({ min: 2022, max: 2025 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 31 }),
  })
  .map((parts) => Temporal.PlainDate.from(parts));

test('a date and its number are the same thing', () => {
  assert.equal(dateNumber({ year: 2024, month: 3, day: 5 }), 20240305);
  fc.assert(
    fc.property(dates, (date) => {
      assert.ok(dateOfNumber(dateNumber(date)).equals(date));
    }),
  );
});

test('documents stored between two dates are those whose date lies between them', () => {
  fc.assert(
    fc.property(dates, dates, fc.array(dates, { minLength: 5, maxLength: 20 }), (a, b, stored) => {
      const condition = new Query(storedBetween(a, b));
      for (const date of [...stored, a, b, a.subtract({ days: 1 }), b.add({ days: 1 })]) {
        const { year, month, day } = date;
        const between = dateNumber(a) <= dateNumber(date) && dateNumber(date) <= dateNumber(b);
        assert.equal(condition.test({ year, month, day }), between, date.toString());
      }
    }),
    { numRuns: 200 },
  );
});

describe('instants beyond the years 1 to 9999 count as their ends', () => {
  const ends = [new Date(-8.64e15), new Date(8.64e15)] as const;
  for (const timeZone of zones) {
    test(timeZone, () => {
      const [earliest, latest] = ends;
      assert.equal(dateNumber(dateAt(earliest, timeZone)), 10101);
      assert.equal(dateNumber(dateAt(latest, timeZone)), 99991231);
      for (const start of ends) {
        for (const end of ends) {
          const window = { start, end };
          assert.ok(Math.abs(wholeDays(window, timeZone)) < 3_700_000);
          const { first, last } = previousDates(window, timeZone);
          assert.doesNotThrow(() => storedBetween(first, last));
        }
      }
    });
  }
});
