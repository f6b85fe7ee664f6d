import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import { createFolderStore } from '../../history/folder-store.js';
import { StoreUnavailable, type HistoryStore } from '../../history/store.js';
import { pythonWith } from './python.js';
import { startS3Server, type S3Server } from './s3-server.js';
import { temporaryFolder } from './temporary-folder.js';

const { python, skip } = pythonWith('moto.server');
const name = 'sessions/year=2026/month=10/2026-10-14.parquet';

/** What every store promises, to gateways that share it. */
function promises(open: (t: TestContext) => Promise<HistoryStore>) {
  test('reads what was written, and its size', async (t) => {
    const store = await open(t);
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 251));
    assert.ok(await store.write(name, bytes, undefined));
    assert.ok(await store.write('erased/0123', Buffer.alloc(0), undefined));
    assert.deepEqual((await store.read(name))?.bytes, bytes);
    assert.deepEqual(
      (await store.list()).sort((a, b) => a.size - b.size),
      [
        { name: 'erased/0123', size: 0 },
        { name, size: bytes.length },
      ],
    );
    assert.deepEqual(await store.list('erased/'), [{ name: 'erased/0123', size: 0 }]);
  });

  test('has no file before one is written', async (t) => {
    const store = await open(t);
    await store.prepare();
    assert.equal(await store.read(name), undefined);
    assert.deepEqual([await store.list(), await store.list('erased/')], [[], []]);
    await store.remove(name);
  });

  test('creates a file only where there is none, and replaces only the version meant', async (t) => {
    const store = await open(t);
    const [one, two, three] = [Buffer.from('one'), Buffer.from('two'), Buffer.from('three')];
    assert.ok(await store.write(name, one, undefined));
    const first = await store.read(name);
    assert.equal(await store.write(name, two, undefined), false);
    assert.ok(await store.write(name, two, first?.version));
    assert.equal(await store.write(name, three, first?.version), false);
    assert.equal((await store.read(name))?.bytes.toString(), 'two');
    const second = await store.read(name);
    await store.remove(name);
    assert.equal(await store.write(name, three, second?.version), false);
    assert.equal(await store.read(name), undefined);
  });

  test('lists more files than fit a page', async (t) => {
    const store = await open(t);
    const names = Array.from({ length: 1005 }, (_, index) => `erased/${index}`);
    for (let from = 0; from < names.length; from += 50) {
      await Promise.all(
        names.slice(from, from + 50).map((one) => store.write(one, Buffer.alloc(0), undefined)),
      );
    }
    assert.deepEqual((await store.list()).map((file) => file.name).sort(), names.sort());
  });
}

describe('a folder', () => {
  promises(async (t) => createFolderStore(await temporaryFolder(t)));
});

describe('a bucket', { skip }, () => {
  let server: S3Server;
  let buckets = 0;
  before(async () => {
    server = await startS3Server(python);
  });
  after(() => server[Symbol.asyncDispose]());
  const open = () => server.store(`bucket-${buckets++}`);
  promises(open);

  for (const [failure, status, message] of [
    ['503', 503, 'status 503'],
    ['403', 403, 'status 403'],
    ['no response', 0, 'UND_ERR_SOCKET'],
  ] as const) {
    test(`says what fails when it gives ${failure}, without a secret, and works again`, async () => {
      const store = await open();
      await store.write(name, Buffer.from('x'), undefined);
      server.fail(status);
      const uses = [
        store.list(),
        store.read(name),
        store.write(name, Buffer.from('y'), undefined),
        store.remove(name),
      ];
      for (const { status, reason } of (await Promise.allSettled(
        uses,
      )) as PromiseRejectedResult[]) {
        assert.equal(status, 'rejected');
        assert.ok(reason instanceof StoreUnavailable);
        assert.match(reason.message, new RegExp(`^The bucket bucket-\\d+ at http.*${message}`));
        assert.doesNotMatch(reason.message, /secret|Signature/);
      }
      server.fail(undefined);
      assert.equal((await store.read(name))?.bytes.toString(), 'x');
    });
  }
});
