import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACTIVE } from '../../analytics/days/session-days.js';
import { presencesOf, type Sessions } from '../../analytics/series/presences.js';

const dayMS = 24 * 60 * 60 * 1000;
const minuteMS = 60_000;

/** The sessions of a day, from begin to end, of one user who was active at the end. */
function dayOf(day: number, ...sessions: (readonly [begin: number, end: number])[]): Sessions {
  return {
    start: day * dayMS,
    latestEnd: (day + 2) * dayMS,
    length: sessions.length,
    users: new Uint32Array(sessions.length),
    begins: Float64Array.from(sessions, ([begin]) => begin),
    ends: Float64Array.from(sessions, ([, end]) => end),
    kinds: new Uint8Array(sessions.length).fill(ACTIVE),
  };
}

test('an open session ends 24 hours after the day it is stored with, also where it begins on a later one', () => {
  const begin = 2 * dayMS - 2 * minuteMS;
  const midnight = 2 * dayMS;
  const days = [dayOf(0, [begin, midnight]), dayOf(1, [begin + minuteMS, midnight])];
  const spans = [...presencesOf(days, midnight + minuteMS)].flatMap(({ begins, ends }) =>
    [...begins].map((start, index) => [start, ends[index]]),
  );
  assert.deepEqual(spans, [
    [begin, midnight],
    [begin + minuteMS, midnight + minuteMS],
  ]);
});
