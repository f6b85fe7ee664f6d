import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { MongoClient } from 'mongodb';
import { startWireServer } from '../../embedded/wire/server.js';
import { Store, type BsonDocument } from '../../embedded/wire/store.js';

interface Row {
  readonly _id: string;
  readonly [field: string]: unknown;
}

const commands: string[] = [];
const store = new Store();
const server = await startWireServer({
  store,
  at: 0,
  intercept: ({ name }) => {
    // The driver's monitor may say hello at any time.
    if (name !== 'hello') commands.push(name);
    return undefined;
  },
});
const client = await new MongoClient(server.url('rocketchat')).connect();
const database = client.db();
const collection = (name: string) => database.collection<Row>(name);
after(async () => {
  await client.close();
  await server.close();
});

store.load('rocketchat', 'people', [
  { _id: 'ann', age: 40, town: 'Oslo' },
  { _id: 'bob', age: 30, town: 'Bern' },
  { _id: 'cid', age: 50, town: 'Bern' },
  { _id: 'dot', town: 'Rome' },
]);
store.load(
  'rocketchat',
  'many',
  Array.from({ length: 25_000 }, (_, n) => ({ _id: `m${n}`, n, even: n % 2 === 0 })),
);

const ids = (rows: readonly Row[]) => rows.map(({ _id }) => _id);

test('finds what matches, in the order of arrival', async () => {
  assert.deepEqual(ids(await collection('people').find({ town: 'Bern' }).toArray()), [
    'bob',
    'cid',
  ]);
  assert.deepEqual(await collection('people').findOne({ age: { $gt: 45 } }), {
    _id: 'cid',
    age: 50,
    town: 'Bern',
  });
});

test('a limit cuts the rest off', async () => {
  assert.deepEqual(ids(await collection('people').find().limit(2).toArray()), ['ann', 'bob']);
});

test('returns only the fields of the projection', async () => {
  const people = collection('people');
  const named = await people.find({ _id: 'ann' }, { projection: { town: 1 } }).toArray();
  assert.deepEqual(named, [{ _id: 'ann', town: 'Oslo' }]);
  const withoutId = await people.find({ _id: 'ann' }, { projection: { _id: 0, age: 1 } }).toArray();
  assert.deepEqual(withoutId, [{ age: 40 }]);
});

test('an unknown collection is empty', async () => {
  assert.deepEqual(await collection('nothing').find().toArray(), []);
  assert.deepEqual(
    await collection('nothing')
      .aggregate([{ $group: { _id: null } }])
      .toArray(),
    [],
  );
});

test('25,000 documents arrive once each and in order, over several batches', async () => {
  commands.length = 0;
  const rows = await collection('many').find().batchSize(5_000).toArray();
  assert.deepEqual(
    rows.map(({ n }) => n),
    Array.from({ length: 25_000 }, (_, n) => n),
  );
  // The last document came with the fifth batch, so no client requests a sixth.
  assert.deepEqual(commands, ['find', 'getMore', 'getMore', 'getMore', 'getMore']);
  const computed = await collection('many')
    .aggregate([{ $project: { odd: { $not: '$even' } } }])
    .toArray();
  assert.equal(computed.length, 25_000);
  assert.deepEqual(computed.at(-1), { _id: 'm24999', odd: true });
});

test('the first batch has 101 documents unless the client names a size', async () => {
  const batch = async (size: object) => {
    const reply = await database.command({ aggregate: 'many', pipeline: [], cursor: size });
    return (reply as { cursor: { firstBatch: unknown[] } }).cursor.firstBatch.length;
  };
  assert.equal(await batch({}), 101);
  assert.equal(await batch({ batchSize: 0 }), 0);
  assert.equal(await batch({ batchSize: 200 }), 200);
});

test('no batch outgrows 16 MB, and no document is lost to that', async () => {
  const text = 'x'.repeat(1024 * 1024);
  store.load(
    'rocketchat',
    'large',
    Array.from({ length: 40 }, (_, n) => ({ _id: `l${n}`, text })),
  );
  const reply = await database.command({ find: 'large', batchSize: 1000 });
  assert.equal((reply as { cursor: { firstBatch: unknown[] } }).cursor.firstBatch.length, 15);
  const rows = await collection('large').find().batchSize(1000).toArray();
  assert.equal(new Set(ids(rows)).size, 40);
});

test('a document of 16 MB arrives, one that a pipeline makes larger is rejected', async () => {
  const half = 'x'.repeat(8 * 1024 * 1024 - 100);
  store.load('rocketchat', 'huge', [{ _id: 'h', half, other: half }]);
  assert.equal((await collection('huge').find().toArray()).length, 1);
  const grown = collection('huge').aggregate([
    { $project: { a: '$half', b: '$half', c: '$half' } },
  ]);
  await assert.rejects(grown.toArray(), { code: 10334 });
});

test('a cursor that is closed early is gone', async () => {
  const cursor = collection('many').find().batchSize(10);
  await cursor.next();
  const { id } = cursor;
  commands.length = 0;
  await cursor.close();
  assert.deepEqual(commands, ['killCursors']);
  await assert.rejects(database.command({ getMore: id, collection: 'many' }), { code: 43 });
});

test('a read that is given up ends, and the client goes on', async (t) => {
  let arrived: () => void = () => undefined;
  const isThere = new Promise<void>((resolve) => (arrived = resolve));
  const slow = await startWireServer({
    store,
    at: 0,
    intercept: ({ name }) => {
      if (name !== 'find') return undefined;
      arrived();
      return new Promise(() => undefined);
    },
  });
  const reader = await new MongoClient(slow.url('rocketchat')).connect();
  t.after(async () => {
    await reader.close();
    await slow.close();
  });
  const controller = new AbortController();
  const found = reader.db().collection('many').find({}, { signal: controller.signal }).toArray();
  await isThere;
  controller.abort(new Error('given up'));
  await assert.rejects(found, /given up/);
  assert.equal((await reader.db().command({ ping: 1 })).ok, 1);
});

test('a condition on _id looks at the documents with it and no others', async () => {
  let visited: string[] = [];
  const watched = (_id: string): BsonDocument => ({
    _id,
    get town() {
      visited.push(_id);
      return 'Bern';
    },
  });
  store.load('rocketchat', 'watched', ['a', 'b', 'c', 'd'].map(watched));
  const rows: [filter: object, looked: string[]][] = [
    [{ town: 'Rome' }, ['a', 'b', 'c', 'd']],
    [{ _id: 'c', town: 'Rome' }, ['c']],
    [{ town: 'Rome', _id: { $eq: 'c' } }, ['c']],
    [{ _id: { $in: ['b', 'zz', 'd', 'b'] }, town: 'Rome' }, ['b', 'd']],
    [{ _id: 'zz', town: 'Rome' }, []],
  ];
  for (const [filter, looked] of rows) {
    visited = [];
    assert.deepEqual(await collection('watched').find(filter).toArray(), []);
    assert.deepEqual(visited, looked, JSON.stringify(filter));
    visited = [];
    await collection('watched')
      .aggregate([{ $match: filter }])
      .toArray();
    assert.deepEqual(visited, looked, JSON.stringify(filter));
  }
});

test('other conditions on _id are evaluated on every document', async () => {
  const people = collection('people');
  assert.deepEqual(ids(await people.find({ _id: { $gt: 'bob' } }).toArray()), ['cid', 'dot']);
  assert.deepEqual(ids(await people.find({ _id: { $ne: 'bob' } }).toArray()), [
    'ann',
    'cid',
    'dot',
  ]);
});

test('200 queries at once all get their own answer', async () => {
  const results = await Promise.all(
    Array.from({ length: 200 }, (_, n) =>
      collection('many')
        .find({ _id: `m${n}` })
        .toArray(),
    ),
  );
  assert.deepEqual(
    results.map(ids),
    Array.from({ length: 200 }, (_, n) => [`m${n}`]),
  );
});
