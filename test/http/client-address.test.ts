import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientOf } from '../../http/client-address.js';

const sameClient: readonly (readonly string[])[] = [
  ['192.0.2.1', '192.0.2.1:4711', '::ffff:192.0.2.1', '::FFFF:c000:201', '[::ffff:192.0.2.1]:80'],
  [
    '2001:db8::1',
    '2001:0DB8:0:0::2',
    '[2001:db8::1]',
    '[2001:db8::1]:443',
    '2001:db8:0:0:ffff:ffff:ffff:ffff',
    '2001:db8::1%eth0',
  ],
];

for (const [first = '', ...others] of sameClient) {
  for (const other of others) {
    test(`${other} is the client ${first}`, () => {
      assert.equal(clientOf(other), clientOf(first));
    });
  }
}

test('other addresses are other clients', () => {
  // A connection that was reset has no address.
  const none = undefined;
  const addresses = ['192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8:0:1::1', 'unknown', none];
  assert.equal(new Set(addresses.map((address) => clientOf(address))).size, addresses.length);
});
