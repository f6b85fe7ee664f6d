import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bodyOf, jsonOf } from '../../rest/body.js';

describe('the body that data makes', () => {
  const rows: [promise: string, data: Record<string, unknown>, body: string][] = [
    [
      'a list stands under its alias',
      { hours: [{ users: 3, hour: 22 }] },
      '{"hours":[{"users":3,"hour":22}]}',
    ],
    ['an empty list stays', { hours: [] }, '{"hours":[]}'],
    [
      'an object is the body itself',
      { newUsers: { days: [], period: { count: 1, variation: -1 } } },
      '{"days":[],"period":{"count":1,"variation":-1}}',
    ],
    [
      'what is null is left out, at every depth',
      {
        channels: {
          channels: [{ room: { _id: 'a', name: null, usernames: null }, messages: 1 }],
          total: null,
        },
      },
      '{"channels":[{"room":{"_id":"a"},"messages":1}]}',
    ],
    [
      'nothing else is: zero, false, the empty text and the empty list mean something',
      { rows: [{ a: 0, b: false, c: '', d: [], e: {} }] },
      '{"rows":[{"a":0,"b":false,"c":"","d":[],"e":{}}]}',
    ],
    [
      'the word is no value: it may stand in a text',
      { rows: [{ name: 'null', t: null }] },
      '{"rows":[{"name":"null"}]}',
    ],
    [
      'keys stand in the order of the operation',
      { week: [{ users: 1, hour: 0, day: 31, month: 12, year: 2023 }] },
      '{"week":[{"users":1,"hour":0,"day":31,"month":12,"year":2023}]}',
    ],
    [
      'texts in a list stay texts',
      { month: [{ usersList: ['a', 'b'] }] },
      '{"month":[{"usersList":["a","b"]}]}',
    ],
  ];
  for (const [promise, data, body] of rows) {
    test(promise, () => {
      assert.equal(jsonOf(bodyOf(data)), body);
    });
  }

  test('the data itself is not changed', () => {
    const data = Object.freeze({ rows: Object.freeze([Object.freeze({ name: null, t: 'd' })]) });
    assert.equal(jsonOf(bodyOf(data)), '{"rows":[{"t":"d"}]}');
    assert.equal(data.rows[0]?.name, null);
  });
});
