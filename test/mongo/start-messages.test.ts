import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { MongoClient, type Document } from 'mongodb';
import { collectionNames } from '../../data/workspace.js';
import { smallWorkspace } from '../http/small-workspace.js';
import { selfSignedCertificate } from '../support/self-signed-certificate.js';
import { startMessage } from '../support/start-message.js';
import { startMongod, type Mongod } from './mongod.js';
import { fill, startRealGateway } from './real-gateway.js';

/** What follows the host in a URL, and the message of a start on it, in which HOST is the host. */
type Row = readonly [url: string, message: string];

function assertMessages(host: () => string, rows: Readonly<Record<string, Row>>): void {
  for (const [what, [url, expected]] of Object.entries(rows)) {
    it(what, async () => {
      const { message } = await startMessage(`mongodb://${host()}${url}`);
      assert.equal(message, `MONGO_URL: ${expected.replaceAll('HOST', host())}`);
    });
  }
}

describe('a start', { concurrency: true }, () => {
  describe('on a replica set with TLS names the cause', { concurrency: true }, () => {
    let mongod: Mongod;
    let folder = '';
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'gateway-tls-'));
      const { cert, key } = selfSignedCertificate('127.0.0.1');
      await writeFile(join(folder, 'ca.pem'), cert);
      await writeFile(join(folder, 'server.pem'), cert + key);
      mongod = await startMongod(
        ...['--replSet', 'rs', '--tlsMode', 'preferTLS'],
        ...['--tlsCertificateKeyFile', join(folder, 'server.pem')],
        ...['--tlsCAFile', join(folder, 'ca.pem'), '--tlsAllowConnectionsWithoutCertificates'],
      );
      await runAsAdmin(`${mongod.url}/?directConnection=true`, {
        replSetInitiate: { _id: 'rs', members: [{ _id: 0, host: mongod.host }] },
      });
      // Waits for the member to be elected.
      await fill(`${mongod.url}/?replicaSet=rs`, { rocketchat_settings: [{ _id: 'uniqueID' }] });
    });
    after(async () => {
      await mongod[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    });

    assertMessages(() => mongod.host, {
      'a certificate of an unknown authority': [
        '/rocketchat?tls=true',
        'HOST: the TLS certificate is not trusted (self-signed certificate).',
      ],
      'a CA file that does not exist': [
        '/rocketchat?tls=true&tlsCAFile=/no/ca.pem',
        'the file /no/ca.pem cannot be read (ENOENT).',
      ],
      'another replica set': [
        '/rocketchat?replicaSet=other',
        'no member of the replica set other (replicaSet): HOST.',
      ],
      'another replica set, with directConnection=true': [
        '/rocketchat?replicaSet=other&directConnection=true',
        'no member of the replica set other (replicaSet): HOST.',
      ],
      'readPreference=secondary without a secondary': [
        '/rocketchat?replicaSet=rs&readPreference=secondary',
        'no member fits the read preference: HOST (RSPrimary).',
      ],
      'a compressor that is not installed': [
        '/rocketchat?compressors=snappy',
        'Optional module `snappy` not found. Please install it to enable snappy compression.',
      ],
      'an unknown option': ['/rocketchat?foo=1', 'option foo is not supported.'],
    });

    it('or warns of a database of something else, or without users', async () => {
      const [other, withoutUsers] = await Promise.all([
        startMessage(`${mongod.url}/other?replicaSet=rs`),
        startMessage(`${mongod.url}/rocketchat?replicaSet=rs`),
      ]);
      assert.deepEqual(other, {
        message: undefined,
        warnings: [
          "The database other has none of Rocket.Chat's collections: is its name right (MONGO_URL)?",
        ],
      });
      assert.deepEqual(withoutUsers, {
        message: undefined,
        warnings: ['The database rocketchat has no users: no request can be authenticated.'],
      });
    });
  });

  describe('of a user that may not read a collection', { concurrency: true }, () => {
    const owner = 'mongodb://root:root@';
    const password = 'p@ss/w#rd';
    let mongod: Mongod;
    const urlOf = (user: string, path = '/rocketchat') =>
      `mongodb://${user}:${encodeURIComponent(password)}@${mongod.host}${path}?authSource=admin`;

    /** A user whose role has these collections. */
    async function createUser(user: string, collections: readonly string[]): Promise<void> {
      await runAsAdmin(
        `${owner}${mongod.host}/`,
        {
          createRole: user,
          privileges: collections.map((collection) => ({
            resource: { db: 'rocketchat', collection },
            actions: ['find'],
          })),
          roles: [],
        },
        { createUser: user, pwd: password, roles: [user] },
      );
    }
    before(async () => {
      mongod = await startMongod('--auth');
      await runAsAdmin(mongod.url, { createUser: 'root', pwd: 'root', roles: ['root'] });
      await fill(`${owner}${mongod.host}/`, smallWorkspace);
      await createUser(
        'partial',
        collectionNames.filter((name) => name !== 'rocketchat_room'),
      );
      await createUser('reader', collectionNames);
    });
    after(() => mongod[Symbol.asyncDispose]());

    const missing = (names: readonly string[], database = 'rocketchat') =>
      `MONGO_URL: the user may not read ${names.join(', ')} in the database ${database}; README.md has the role (Operate).`;

    it('is the exception: with the role of all collections it starts without a warning', async () => {
      const result = await startMessage(urlOf('reader'));
      assert.deepEqual(result, { message: undefined, warnings: [] });
    });

    it('because the URL has none, does not start, and every collection is named', async () => {
      const { message } = await startMessage(`${mongod.url}/rocketchat`);
      assert.equal(message, missing(collectionNames));
    });

    it('because the role lacks one, does not start, and that one is named', async () => {
      const { message } = await startMessage(urlOf('partial'));
      assert.equal(message, missing(['rocketchat_room']));
    });

    it('because the role is for another database, does not start', async () => {
      const { message } = await startMessage(urlOf('reader', '/other'));
      assert.equal(message, missing(collectionNames, 'other'));
    });

    it('because its password is not escaped, is reported without it', async () => {
      const { message } = await startMessage(
        `mongodb://reader:${password}@${mongod.host}/rocketchat`,
      );
      assert.equal(
        message,
        'MONGO_URL: the user name or the password cannot be parsed; escape their special characters, as in p%40ss for p@ss.',
      );
    });

    it('because the role was revoked later, is not ready until it is granted again', async () => {
      await using gateway = await startRealGateway(urlOf('reader'));
      await gateway.untilReady(200);
      const change = (name: string) =>
        runAsAdmin(`${owner}${mongod.host}/`, { [name]: 'reader', roles: ['reader'] });
      await change('revokeRolesFromUser');
      await gateway.untilReady(503);
      await change('grantRolesToUser');
      await gateway.untilReady(200);
    });
  });
});

async function runAsAdmin(url: string, ...commands: readonly Document[]): Promise<void> {
  const client = await new MongoClient(url).connect();
  try {
    for (const command of commands) await client.db('admin').command(command);
  } finally {
    await client.close();
  }
}
