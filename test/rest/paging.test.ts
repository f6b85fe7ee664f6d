import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GraphQLError } from 'graphql';
import { channelsOffset, channelsVariables } from '../../rest/paging.js';

const window = { start: '2024-03-01T00:00:00.000Z', end: '2024-03-05T00:00:00.000Z' };
const ofToday = { listInactiveChannels: false };

/** The variables of `channels` when these parameters are sent. */
function variablesFor(parameters: Record<string, string>, settings = ofToday) {
  return channelsVariables({ ...window, ...parameters }, settings) as Record<string, unknown>;
}

test('dates go through as they were sent', () => {
  const { start, end } = variablesFor({});
  assert.deepEqual({ start, end }, window);
});

describe('count', () => {
  const rows: [sent: string | undefined, count: number][] = [
    [undefined, 50],
    ['10', 10],
    ['100', 100],
    ['101', 100],
    ['10abc', 10],
    [' 7', 7],
    ['1e3', 1],
    ['2.9', 2],
    ['0', 0],
    ['-0', 0],
    ['', 0],
    ['abc', 0],
    ['null', 0],
    ['99999999999', 100],
  ];
  for (const [sent, count] of rows) {
    test(`${sent === undefined ? 'not sent' : JSON.stringify(sent)} is ${count || 'all'}`, () => {
      assert.equal(variablesFor(sent === undefined ? {} : { count: sent }).count, count);
    });
  }
});

describe('offset', () => {
  const rows: [sent: string | undefined, offset: number, shown?: number | null][] = [
    [undefined, 0],
    ['', 0],
    ['0', 0, 0],
    ['25', 25, 25],
    ['10abc', 10, 10],
    ['-0', 0, 0],
    ['2147483647', 2_147_483_647, 2_147_483_647],
    ['2147483648', 2_147_483_647, 2_147_483_648],
    ['abc', 0, null],
    ['NaN', 0, null],
  ];
  for (const [sent, offset, shown] of rows) {
    const parameters = sent === undefined ? {} : { offset: sent };
    test(`${sent === undefined ? 'not sent' : JSON.stringify(sent)} skips ${offset}`, () => {
      assert.equal(variablesFor(parameters).offset, offset);
      assert.equal(
        JSON.stringify(channelsOffset({ ...window, ...parameters })),
        JSON.stringify(shown === undefined ? {} : { offset: shown }),
      );
    });
  }
});

describe('a negative number is rejected in a message of ours', () => {
  for (const parameters of [
    { offset: '-1' },
    { offset: '-1abc' },
    { count: '-1' },
    { count: '-99999999999' },
  ]) {
    const [name = ''] = Object.keys(parameters);
    test(JSON.stringify(parameters).slice(0, 40), () => {
      assert.throws(
        () => variablesFor(parameters),
        (error) =>
          error instanceof GraphQLError &&
          error.extensions.code === 'BAD_USER_INPUT' &&
          error.message.includes(`"${name}"`),
      );
    });
  }
});

describe('rooms without activity', () => {
  const rows: [sent: string | undefined, ofToday: boolean, before8: boolean][] = [
    [undefined, true, false],
    ['true', true, true],
    ['false', false, false],
  ];
  for (const [sent, hidden, hiddenBefore8] of rows) {
    const parameters = sent === undefined ? {} : { hideRoomsWithNoActivity: sent };
    test(`${sent ?? 'not sent'}: ${hidden ? 'hidden' : 'listed'}, before version 8 ${hiddenBefore8 ? 'hidden' : 'listed'}`, () => {
      assert.equal(variablesFor(parameters).hideRoomsWithNoActivity, hidden);
      assert.equal(
        variablesFor(parameters, { listInactiveChannels: true }).hideRoomsWithNoActivity,
        hiddenBefore8,
      );
    });
  }
});
