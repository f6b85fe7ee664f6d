import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { MongoClient } from 'mongodb';
import { metrics } from '../http/metrics.js';
import { smallWorkspace } from '../http/small-workspace.js';
import { startMongod, type Mongod } from './mongod.js';
import { fill, startRealGateway } from './real-gateway.js';

const password = 'p@ss:w/o?r#d%[]{}&=+$ ,;\'"\\<>^`|~!*()ü€';
const root = 'mongodb://root:root@';

describe('the role of the README, with --auth and a password of special characters', () => {
  let mongod: Mongod;
  let url = '';
  before(async () => {
    mongod = await startMongod('--auth');
    const client = await new MongoClient(mongod.url).connect();
    await client.db('admin').command({ createUser: 'root', pwd: 'root', roles: ['root'] });
    await client.close();
    await fill(`${root}${mongod.host}/`, smallWorkspace);
    await createUserOfReadme(`${root}${mongod.host}/`);
    url = `mongodb://gateway:${encodeURIComponent(password)}@${mongod.host}/rocketchat?authSource=admin`;
  });
  after(() => mongod[Symbol.asyncDispose]());

  for (const DAY_CACHE_MB of ['0', '64']) {
    it(`suffices for every metric with a day cache of ${DAY_CACHE_MB} MB`, async () => {
      await using gateway = await startRealGateway(url, { environment: { DAY_CACHE_MB } });
      for (const metric of metrics) {
        for (const endpoint of ['rest', 'graphql'] as const) {
          const { status, text } = await gateway.send(metric, endpoint);
          assert.equal(status, 200, text);
          assert.doesNotMatch(text, /"errors"/);
        }
      }
      const log = gateway.log.join('');
      assert.doesNotMatch(log, /"level":[45]0/);
      assert.ok(!log.includes(password));
    });
  }

  it('allows neither writing nor reading anything else', async () => {
    const client = await new MongoClient(url).connect();
    try {
      const database = client.db('rocketchat');
      await assert.rejects(database.collection('users').insertOne({}), /not authorized/);
      await assert.rejects(database.collection('users').createIndex({ name: 1 }), /not authorized/);
      await assert.rejects(database.collection('rocketchat_message').findOne(), /not authorized/);
      await assert.rejects(
        database
          .collection('users')
          .aggregate([{ $out: 'copy' }])
          .toArray(),
        /not authorized/,
      );
      await assert.rejects(client.db('other').collection('users').findOne(), /not authorized/);
    } finally {
      await client.close();
    }
  });

  it('with a wrong password is reported without either password', async () => {
    const wrong = url.replace(encodeURIComponent(password), 'wrong-secret');
    await assert.rejects(startRealGateway(wrong), (error: Error) => {
      assert.match(error.message, /MONGO_URL: .+ rejects the user name or the password/);
      assert.doesNotMatch(error.message, /wrong-secret/);
      return true;
    });
  });
});

/** Runs the README's own text, which is written for MongoDB's shell, with the driver. */
async function createUserOfReadme(adminUrl: string): Promise<void> {
  const script = /```js\n(db\.getSiblingDB[^]+?)```/.exec(readFileSync('README.md', 'utf8'))?.[1];
  assert.ok(script, 'The README has no script for the role.');
  const commands: Record<string, unknown>[] = [];
  const db = {
    getSiblingDB: () => ({
      createRole: ({ role, ...rest }: { role: string }) =>
        commands.push({ createRole: role, ...rest }),
      createUser: ({ user, ...rest }: { user: string }) =>
        commands.push({ createUser: user, ...rest }),
    }),
  };
  runInNewContext(script, { db, passwordPrompt: () => password });
  const client = await new MongoClient(adminUrl).connect();
  try {
    // Objects of another context are not plain ones to the driver.
    for (const command of structuredClone(commands)) await client.db('admin').command(command);
  } finally {
    await client.close();
  }
}
