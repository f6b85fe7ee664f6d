import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  dayOfMessages,
  hashedToken,
  moment,
  permission,
  room,
  session,
  user,
  userDaily,
} from '../support/documents.js';

for (const [when, instant] of [
  ['13:05', '2024-03-05T13:05:00.000Z'],
  ['13:05:00.001', '2024-03-05T13:05:00.001Z'],
  ['+3d 10:00', '2024-03-08T10:00:00.000Z'],
  ['-5d 23:10', '2024-02-29T23:10:00.000Z'],
  ['2018-11-04T03:00:00.000Z', '2018-11-04T03:00:00.000Z'],
] as const) {
  test(`the moment '${when}' is ${instant}`, () => {
    assert.equal(moment(when).toISOString(), instant);
  });
}

test('a typing slip is no moment', () => {
  assert.throws(() => moment('25:00'), TypeError);
  assert.throws(() => moment('3d 10:00'), TypeError);
});

test('a part stated as undefined is not in the document', () => {
  assert.equal('userId' in session({ userId: undefined }), false);
  assert.equal('closedAt' in session(), false);
  assert.equal('mostImportantRole' in userDaily({ mostImportantRole: undefined }), false);
  assert.equal('name' in (dayOfMessages({ room: { name: undefined } }).room as object), false);
  assert.equal('name' in room({ name: undefined }), false);
});

test('a session has an _id of its own and the date of its login on the server', () => {
  const [one, two] = [
    session({ loginAt: '01:30', timeZone: 'America/Sao_Paulo' }),
    session({ loginAt: '01:30', closedAt: '02:00' }),
  ];
  assert.notEqual(one._id, two._id);
  assert.deepEqual([one.year, one.month, one.day], [2024, 3, 4]);
  assert.deepEqual([two.year, two.month, two.day], [2024, 3, 5]);
  assert.deepEqual(two.closedAt, new Date('2024-03-05T02:00:00.000Z'));
  assert.equal('timeZone' in one, false);
});

test("a user's day has the nightly job's _id", () => {
  assert.equal(userDaily({ userId: 'bob', date: 20240105 })._id, 'bob-2024-1-5');
});

test('tokens are stored as their hash, personal ones without a when', () => {
  assert.equal(hashedToken('abc'), 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=');
  const { resume } = user({ token: 'abc', personalToken: 'abc' }).services as {
    resume: { loginTokens: Record<string, unknown>[] };
  };
  const [login, personal] = resume.loginTokens;
  assert.equal(login?.hashedToken, hashedToken('abc'));
  assert.ok(login.when instanceof Date);
  assert.equal(personal?.hashedToken, hashedToken('abc'));
  assert.equal(personal.type, 'personalAccessToken');
  assert.equal('when' in personal, false);
});

test('a permission names the roles that hold it', () => {
  const { _id, roles } = permission('view-engagement-dashboard', ['admin']);
  assert.deepEqual([_id, roles], ['view-engagement-dashboard', ['admin']]);
});
