import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { GraphQLError, parseValue } from 'graphql';
import { Instant } from '../../schema/instant.js';

describe('an instant is taken', () => {
  const rows: [text: string, means: string][] = [
    ['2024-03-05T13:05:00Z', '2024-03-05T13:05:00.000Z'],
    ['2024-03-05T13:05:00.250Z', '2024-03-05T13:05:00.250Z'],
    ['2024-03-05T13:05:00.2Z', '2024-03-05T13:05:00.200Z'],
    ['2024-03-05t13:05:00z', '2024-03-05T13:05:00.000Z'],
    ['2024-03-05T10:05:00-03:00', '2024-03-05T13:05:00.000Z'],
    ['2024-03-05T18:35:00.5+05:30', '2024-03-05T13:05:00.500Z'],
    ['2024-03-05T13:05:00-00:00', '2024-03-05T13:05:00.000Z'],
    ['2024-03-05T23:59:59+23:59', '2024-03-05T00:00:59.000Z'],
    ['2024-03-05T13:05:00.123456Z', '2024-03-05T13:05:00.123Z'],
    ['2024-03-05T13:05:00.999999999Z', '2024-03-05T13:05:00.999Z'],
    ['1969-12-31T23:59:59.9999Z', '1969-12-31T23:59:59.999Z'],
    [`2024-03-05T13:05:00.${'1'.repeat(500)}Z`, '2024-03-05T13:05:00.111Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000Z'],
    ['0000-02-29T00:00:00Z', '0000-02-29T00:00:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ];
  for (const [text, means] of rows) {
    test(text.slice(0, 40), () => {
      assert.equal(Instant.parseValue(text).toISOString(), means);
      assert.equal(Instant.parseLiteral(parseValue(JSON.stringify(text))).toISOString(), means);
    });
  }
});

describe('an instant is rejected with BAD_USER_INPUT and what was expected', () => {
  const rows: [what: string, value: unknown][] = [
    ['no zone', '2024-03-05T13:05:00'],
    ['a date alone', '2024-03-05'],
    ['no seconds', '2024-03-05T13:05Z'],
    ['31 February', '2024-02-31T00:00:00Z'],
    ['29 February of another year', '2023-02-29T00:00:00Z'],
    ['29 February of a year of hundreds', '1900-02-29T00:00:00Z'],
    ['31 April', '2024-04-31T00:00:00Z'],
    ['day 0', '2024-03-00T00:00:00Z'],
    ['month 0', '2024-00-05T00:00:00Z'],
    ['month 13', '2024-13-05T00:00:00Z'],
    ['hour 24', '2024-03-05T24:00:00Z'],
    ['minute 60', '2024-03-05T13:60:00Z'],
    ['second 60', '2016-12-31T23:59:60Z'],
    ['an offset of a day', '2024-03-05T13:05:00+24:00'],
    ['an offset with 60 minutes', '2024-03-05T13:05:00+01:60'],
    ['an offset without a colon', '2024-03-05T13:05:00+0100'],
    ['an offset without minutes', '2024-03-05T13:05:00+01'],
    ['no T', '2024-03-05 13:05:00Z'],
    ['a dot without digits', '2024-03-05T13:05:00.Z'],
    ['a comma', '2024-03-05T13:05:00,5Z'],
    ['a year of two digits', '24-03-05T13:05:00Z'],
    ['a blank before it', ' 2024-03-05T13:05:00Z'],
    ['a line after it', '2024-03-05T13:05:00Z\n'],
    ['two of them', '2024-03-05T13:05:00Z2024-03-05T13:05:00Z'],
    ['other words', 'now'],
    ['the empty text', ''],
    ['a number', 1_709_643_900_000],
    ['true', true],
    ['null', null],
    ['a list', ['2024-03-05T13:05:00Z']],
    ['an object', { $gt: '2024-03-05T13:05:00Z' }],
  ];
  const isRejection = (error: unknown) =>
    error instanceof GraphQLError &&
    error.extensions.code === 'BAD_USER_INPUT' &&
    error.message.startsWith('expected an instant of RFC 3339 with a zone');
  for (const [what, value] of rows) {
    test(what, () => {
      assert.throws(() => Instant.parseValue(value), isRejection);
      const literal = JSON.stringify(value).replace('"$gt"', 'gt');
      assert.throws(() => Instant.parseLiteral(parseValue(literal)), isRejection);
    });
  }
});

test('a long text is not repeated in full', () => {
  assert.throws(
    () => Instant.parseValue('x'.repeat(10_000)),
    (error: Error) => error.message.length < 200,
  );
});

test('every instant of the years 0 to 9999 comes back as it was written', () => {
  const dates = fc.date({
    min: new Date('0000-01-01T00:00:00.000Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(dates, (date) => {
      const written = Instant.serialize(date);
      assert.equal(written, date.toISOString());
      assert.equal(Instant.parseValue(written).getTime(), date.getTime());
    }),
    { numRuns: 1000 },
  );
});

test('an offset is taken off the clock it is written with', () => {
  const offsets = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });
  const dates = fc.date({
    min: new Date('0001-01-01T00:00:00.000Z'),
    max: new Date('9998-12-31T00:00:00.000Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(dates, offsets, (date, minutes) => {
      const clock = new Date(date.getTime() + minutes * 60_000).toISOString().replace('Z', '');
      const size = Math.abs(minutes);
      const two = (number: number) => String(number).padStart(2, '0');
      const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
      fc.pre(/^\d{4}-/.test(clock));
      assert.equal(Instant.parseValue(`${clock}${offset}`).getTime(), date.getTime());
    }),
    { numRuns: 1000 },
  );
});
