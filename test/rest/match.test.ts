import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { matchParameters } from '../../rest/match.js';
import { Instant } from '../../schema/instant.js';

const day = '2024-03-05T00:00:00.000Z';
const window = { dates: ['start', 'end'], texts: [] };
const list = { dates: ['start', 'end'], texts: ['offset', 'count'] };

const bad = (name: string) => `Match error: Failed Match.Where validation in field ${name}`;
const missing = (name: string) => `Match error: Missing key '${name}'`;
const noText = (name: string) => `Match error: Expected string, got object in field ${name}`;

describe('what is rejected, and which key is validated first', () => {
  const rows: [queryString: string, error: string][] = [
    ['', missing('start')],
    [`end=${day}`, missing('start')],
    [`start=${day}`, missing('end')],
    ['start=', bad('start')],
    ['start', bad('start')],
    [`start=invalid-date&end=${day}`, bad('start')],
    [`start=${day}&end=invalid-date`, bad('end')],
    [`start=${day}&start=${day}&end=${day}`, bad('start')],
    [`start[]=${day}&end=${day}`, bad('start')],
    [`start[x]=${day}&end=${day}`, bad('start')],
    [`start%5B%5D=${day}&end=${day}`, bad('start')],
    [`start=${day}&start[]=${day}&end=${day}`, bad('start')],
    ['end=invalid-date', bad('end')],
    ['start=a&end=b', bad('start')],
    ['end=b&start=a', bad('end')],
    [`end=b&start=${day}`, bad('end')],
    [`Start=${day}&end=${day}`, missing('start')],
    [`offset=0&offset=1&start=a`, noText('offset')],
    [`start=a&offset=0&offset=1`, bad('start')],
    [`count[]=1&start=${day}&end=${day}`, noText('count')],
    [`start=${day}&end=${day}&count=1&count=1`, noText('count')],
    [`offset=0&offset=1`, noText('offset')],
  ];
  for (const [queryString, error] of rows) {
    test(`${queryString || '(nothing)'} — ${error}`, () => {
      assert.deepEqual(matchParameters(queryString, list), { error });
    });
  }
});

describe('texts that are no date', () => {
  const rows = [
    '2024-03-05',
    '2024-03-05T00:00:00Z',
    '2024-03-05T00:00:00.000',
    '2024-03-05T00:00:00.0000Z',
    '2024-03-05T00:00:00.000+00:00',
    '2024-03-05t00:00:00.000z',
    '2023-05-T00:00:00.000Z',
    '2024-02-30T00:00:00.000Z',
    '2023-02-29T00:00:00.000Z',
    '2024-03-05T24:00:00.000Z',
    ' 2024-03-05T00:00:00.000Z',
    '+275760-09-13T00:00:00.001Z',
    '1709596800000',
    'null',
  ];
  for (const text of rows) {
    test(text, () => {
      const queryString = `start=${encodeURIComponent(text)}`;
      assert.deepEqual(matchParameters(queryString, { dates: ['start'], texts: [] }), {
        error: bad('start'),
      });
    });
  }
});

describe('what is taken', () => {
  const parameters = { start: day, end: day };
  const rows: [queryString: string, parameters: object][] = [
    [`start=${day}&end=${day}`, parameters],
    [`end=${day}&start=${day}`, parameters],
    [`start=${encodeURIComponent(day)}&end=${day}`, parameters],
    [`start=${day}&end=${day}&offset=abc&count=`, { ...parameters, offset: 'abc', count: '' }],
    [`start=${day}&end=${day}&other=1&other=2&another[]=3`, parameters],
    [`other=%&start=${day}&end=${day}`, parameters],
    [`__proto__=1&start=${day}&end=${day}`, parameters],
    [
      `end=2024-03-05T00:00:00.000Z&start=2024-03-06T00:00:00.000Z`,
      {
        start: '2024-03-06T00:00:00.000Z',
        end: day,
      },
    ],
  ];
  for (const [queryString, taken] of rows) {
    test(queryString, () => {
      assert.deepEqual(matchParameters(queryString, list), { parameters: taken });
    });
  }
});

test('a parameter that a path does not know is ignored, however often it stands there', () => {
  assert.deepEqual(matchParameters(`start=${day}&offset=1&offset=2&end=${day}`, window), {
    parameters: { start: day, end: day },
  });
});

test('every date as toISOString writes it is taken, and the scalar behind it reads it', () => {
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true }), (date) => {
      const start = date.toISOString();
      assert.deepEqual(
        matchParameters(`start=${encodeURIComponent(start)}`, { dates: ['start'], texts: [] }),
        { parameters: { start } },
      );
      assert.equal(Instant.parseValue(new Date(start)).getTime(), date.getTime());
    }),
  );
});
