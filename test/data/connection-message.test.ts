import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import type { BsonDocument } from '../../data/workspace.js';
import { startWireServer } from '../../embedded/wire/server.js';
import { Store } from '../../embedded/wire/store.js';
import { startTestDatabase } from '../support/database.js';
import { temporaryFolder } from '../support/mongodump.js';
import { selfSignedCertificate } from '../support/self-signed-certificate.js';
import { startMessage } from '../support/start-message.js';

/** A URL, or its options, and the message of a start on it, in which HOST is the server. */
type Row = readonly [url: string, message: string];

function assertMessage(actual: string | undefined, expected: string, host = ''): void {
  assert.equal(actual, `MONGO_URL: ${expected.replaceAll('HOST', host)}`);
}

// Each start that finds no server waits three seconds for one.
const concurrently = { concurrency: true };

describe('a start without a server reports what is wrong with the URL', concurrently, () => {
  const rows: Readonly<Record<string, Row>> = {
    'a closed port': ['mongodb://127.0.0.1:1/x', '127.0.0.1:1: the connection is refused.'],
    'a name that does not resolve': [
      'mongodb://host.invalid/x',
      'host.invalid:27017: the name does not resolve.',
    ],
    'a CA file that does not exist': [
      'mongodb://127.0.0.1:1/x?tls=true&tlsCAFile=/no/ca.pem',
      'the file /no/ca.pem cannot be read (ENOENT).',
    ],
    'a CA file that is a folder': [
      'mongodb://127.0.0.1:1/x?tls=true&tlsCAFile=/',
      'tlsCAFile or tlsCertificateKeyFile is a folder and not a file.',
    ],
    'an unknown option': ['mongodb://127.0.0.1:1/x?foo=1', 'option foo is not supported.'],
    'an unknown compressor': [
      'mongodb://127.0.0.1:1/x?compressors=foo',
      'foo is not a valid compression mechanism. Must be one of: none,snappy,zlib,zstd.',
    ],
    'an invalid database name': [
      'mongodb://127.0.0.1:1/rocket.chat',
      "Database names cannot contain the character '.'.",
    ],
    'an invalid port': ['mongodb://127.0.0.1:99999/x', 'Unable to parse 127.0.0.1:99999 with URL.'],
  };
  for (const [what, [url, expected]] of Object.entries(rows)) {
    it(what, async () => {
      const { message } = await startMessage(url);
      assertMessage(message, expected);
    });
  }
});

describe('no message repeats a part of an unescaped password', concurrently, () => {
  for (const password of [
    's3cr@t-word',
    's3cr/t-word',
    's3cr#t-word',
    's3cr%t-word',
    's3cr?t-word',
    // The driver takes the host for `t-word`.
    's3cr@t-word/x',
    's3cr@t-word/w#ord',
    's3cr:t-word:',
  ]) {
    it(password, async () => {
      const { message } = await startMessage(`mongodb://user:${password}@127.0.0.1:1/x`);
      assert.match(message ?? '', /^MONGO_URL: the user name or the password /);
      assert.doesNotMatch(message ?? '', /s3cr|t-word/);
    });
  }
});

describe('a start on a replica set reports which member is missing', concurrently, () => {
  const setOf = (host: string) => ({ setName: 'rs', hosts: [host], me: host, setVersion: 1 });
  const hint =
    'The members of rs are reached by the names in its configuration; directConnection=true uses the host in the URL alone.';
  const rows: Readonly<
    Record<string, readonly [hello: (host: string) => BsonDocument, ...row: Row]>
  > = {
    'none of the set in the URL': [
      setOf,
      'replicaSet=other',
      'no member of the replica set other (replicaSet): HOST.',
    ],
    'a server of no set': [
      () => ({}),
      'replicaSet=rs',
      'no member of the replica set rs (replicaSet): HOST.',
    ],
    'one whose name does not resolve': [
      () => setOf('member.invalid:27017'),
      'replicaSet=rs',
      `member.invalid:27017: the name does not resolve. ${hint}`,
    ],
    'a secondary': [
      setOf,
      'replicaSet=rs&readPreference=secondary',
      'no member fits the read preference: HOST (RSPrimary).',
    ],
    'all, before the set is initiated': [
      () => ({ isWritablePrimary: false, isreplicaset: true }),
      'replicaSet=rs',
      'HOST: its replica set is not initiated.',
    ],
  };
  /** A server that describes itself like that. */
  async function startMember(t: TestContext, hello: (host: string) => BsonDocument) {
    const wire = {
      minWireVersion: 0,
      maxWireVersion: 21,
      maxBsonObjectSize: 2 ** 24,
      maxMessageSizeBytes: 48e6,
    };
    const server = await startWireServer({
      store: new Store(),
      at: 0,
      intercept: ({ name }) =>
        /^hello$|^ismaster$/i.test(name)
          ? { ...wire, isWritablePrimary: true, ...hello(host), ok: 1 }
          : undefined,
    });
    const host = `127.0.0.1:${server.port}`;
    t.after(() => server.close());
    return host;
  }
  for (const [what, [hello, options, expected]] of Object.entries(rows)) {
    it(what, async (t) => {
      const host = await startMember(t, hello);
      const { message } = await startMessage(`mongodb://${host}/x?${options}`);
      assertMessage(message, expected, host);
    });
  }

  it('and starts where the hint is followed', async (t) => {
    const host = await startMember(t, () => setOf('member.invalid:27017'));
    const { message } = await startMessage(`mongodb://${host}/x?directConnection=true`);
    assert.equal(message, undefined);
  });
});

describe('a start reports why a connection with TLS fails', concurrently, () => {
  const certificates = {
    trusted: selfSignedCertificate('localhost'),
    'for another host': selfSignedCertificate('other.example'),
    expired: selfSignedCertificate('localhost', { to: '210101000000Z' }),
  };
  const reject = 'HOST: the TLS certificate is not trusted';
  const rows: readonly (readonly [
    certificate: keyof typeof certificates,
    isCaGiven: boolean,
    message: string,
  ])[] = [
    ['trusted', false, `${reject} (self-signed certificate).`],
    ['expired', true, `${reject} (certificate has expired).`],
    [
      'for another host',
      true,
      `${reject} (Hostname/IP does not match certificate's altnames: Host: localhost. is not cert's CN: other.example).`,
    ],
    // What answers is no MongoDB, but the certificate is accepted.
    ['trusted', true, 'HOST: the server closes the connection.'],
  ];
  for (const [certificate, isCaGiven, expected] of rows) {
    it(`a certificate ${certificate}${isCaGiven ? ', with tlsCAFile' : ''}`, async (t) => {
      const { cert, key } = certificates[certificate];
      const ca = join(await temporaryFolder(t), 'ca.pem');
      await writeFile(ca, cert);
      const port = await listen(
        t,
        createTlsServer({ cert, key }, (socket) => socket.destroy()),
      );
      const options = isCaGiven ? `&tlsCAFile=${encodeURIComponent(ca)}` : '';
      const { message } = await startMessage(`mongodb://localhost:${port}/x?tls=true${options}`);
      assertMessage(message, expected, `localhost:${port}`);
    });
  }

  it('a server without TLS', async (t) => {
    const port = await listen(
      t,
      createServer((socket) => socket.destroy()),
    );
    const { message } = await startMessage(`mongodb://127.0.0.1:${port}/x?tls=true`);
    assert.match(message ?? '', new RegExp(`^MONGO_URL: 127\\.0\\.0\\.1:${port}: .*TLS`));
  });
});

async function listen(t: TestContext, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

it('a database without Rocket.Chat’s collections, or without users, is a warning that names it', async () => {
  await using db = await startTestDatabase();
  const empty = await startMessage(db.url);
  assert.match(empty.warnings.join(), /has none of Rocket\.Chat's collections/);
  await db.fill({ rocketchat_settings: [{ _id: 'Site_Name', value: 'Acme' }] });
  const { warnings } = await startMessage(db.url);
  assert.match(warnings.join(), /has no users/);
});

it('the database is the one in the path alone', async () => {
  await using db = await startTestDatabase();
  const name = /\/([^/?]+)(\?|$)/.exec(db.url)?.[1] ?? '';
  await db.fill({ users: [{ _id: 'admin' }], rocketchat_settings: [{ _id: 'a' }] });
  const named = await startMessage(`${db.url}${db.url.includes('?') ? '&' : '?'}appName=x/other`);
  assert.deepEqual(named, { message: undefined, warnings: [] });
  const nameless = db.url.replace(`/${name}`, '');
  const { warnings } = await startMessage(
    `${nameless}${nameless.includes('?') ? '&' : '?'}appName=x/${name}`,
  );
  assert.match(warnings.join(), /database rocketchat has none/);
});

it('collections that the user may not read are named, and the gateway is not ready', async () => {
  await using db = await startTestDatabase({
    intercept: ({ name, command }) =>
      name === 'find' && command.find === 'rocketchat_room'
        ? { ok: 0, code: 13, codeName: 'Unauthorized', errmsg: 'not authorized' }
        : undefined,
  });
  await assert.rejects(
    db.database.filledCollections(1000),
    /^WorkspaceUnavailable: MONGO_URL: the user may not read rocketchat_room in the database/,
  );
  assert.equal(await db.database.respondsWithin(1000), false);
});
