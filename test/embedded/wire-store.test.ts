import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { Long } from 'bson';
import { MongoBulkWriteError, MongoClient, ObjectId } from 'mongodb';
import { Cursors } from '../../embedded/wire/cursors.js';
import { startWireServer } from '../../embedded/wire/server.js';
import { Store, type Document } from '../../embedded/wire/store.js';

interface Row {
  readonly _id: unknown;
  readonly [field: string]: unknown;
}

/** The driver's types want every `_id` of a filter to be of one type. */
const idIs = (condition: unknown) => ({ _id: condition }) as never;

const store = new Store();
const server = await startWireServer({ store });
const client = await new MongoClient(server.url('rocketchat')).connect();
const people = client.db().collection<Row>('people');
after(async () => {
  await client.close();
  await server.close();
});
beforeEach(() => client.db().dropDatabase());

test('what is inserted is found, with its types', async () => {
  const row = {
    _id: new ObjectId(),
    at: new Date(5),
    list: [1, { deep: null }],
    half: 0.5,
    name: 'é',
    pattern: /x/i,
  };
  await people.insertOne(row);
  assert.deepEqual(await people.findOne(idIs(row._id)), row);
});

test('a duplicate _id is refused, and ends an ordered insertion', async () => {
  const rows = [{ _id: 'a' }, { _id: 'b' }, { _id: 'a' }, { _id: 'c' }];
  await assert.rejects(people.insertMany(rows), (error) => {
    assert.ok(error instanceof MongoBulkWriteError);
    assert.equal(error.code, 11000);
    assert.equal(error.insertedCount, 2);
    assert.match(error.message, /E11000 duplicate key error collection: rocketchat\.people/);
    return true;
  });
  assert.equal((await people.find().toArray()).length, 2);
});

test('an unordered insertion goes on after a duplicate', async () => {
  const rows = [{ _id: 'a' }, { _id: 'a' }, { _id: 'b' }, { _id: 'a' }, { _id: 'c' }];
  await assert.rejects(people.insertMany(rows, { ordered: false }), {
    code: 11000,
    insertedCount: 3,
  });
  assert.equal((await people.find().toArray()).length, 3);
});

test('ids are one only if MongoDB holds them equal', async () => {
  const hex = '0123456789abcdef01234567';
  const ids = ['1', 1, 1.5, new Date(1), new ObjectId(hex), hex, true, { a: 1 }, '\0d1', ''];
  await people.insertMany(ids.map((_id) => ({ _id })));
  for (const _id of ids) {
    assert.deepEqual(await people.find(idIs({ $eq: _id })).toArray(), [{ _id }]);
    await assert.rejects(people.insertOne({ _id }), { code: 11000 });
  }
  // 1 as an integer of 64 bits is the 1 that is there.
  await assert.rejects(people.insertOne({ _id: Long.fromNumber(1) }), { code: 11000 });
});

test('databases are apart, and one that is dropped is empty', async () => {
  const elsewhere = client.db('elsewhere').collection<Row>('people');
  await people.insertOne({ _id: 1 });
  await elsewhere.insertOne({ _id: 1 });
  await client.db().dropDatabase();
  assert.deepEqual(await people.find().toArray(), []);
  assert.equal((await elsewhere.find().toArray()).length, 1);
});

test('loading refuses an _id that is there twice, and gives one where none is', () => {
  const loaded = new Store();
  assert.throws(() => {
    loaded.load('d', 'c', [{ _id: 'a' }, { _id: 'b' }, { _id: 'a' }]);
  }, /d\.c has the _id a twice/);
  loaded.load('d', 'other', [{ name: 'x' }]);
  const [only] = loaded.scan('d', 'other');
  assert.match(String(only?._id), /^[0-9a-f]{24}$/);
});

test('no pipeline changes what is stored', async () => {
  const documents = (): Document[] => [
    { _id: 1, a: { b: 1, c: [{ d: 1 }, { d: 2 }] }, list: [3, 1, 2], empty: [], at: new Date(0) },
    { _id: 2, a: { b: 2, c: [] }, list: [[1]], none: null },
  ];
  store.load('rocketchat', 'unchanged', documents());
  const unchanged = client.db().collection('unchanged');
  const add = (fields: Document) => ({ $addFields: fields });
  const pipelines: Document[][] = [
    [add({ 'a.b': 5, 'a.c.d': 6, list: 7 })],
    [add({ a: { b: 5 } }), add({ 'a.b': 6 })],
    [{ $project: { 'a.c.d': 0, at: 0 } }],
    [{ $project: { 'a.c.d': 1 } }, add({ 'a.c.d': 9 })],
    [{ $project: { a: 1 } }, add({ 'a.b': 9 }), { $project: { 'a.c': 0 } }],
    [{ $project: { x: '$a', list: { $slice: ['$list', 1] } } }, add({ 'x.b': 9 })],
    [{ $unwind: '$a.c' }, add({ 'a.c.d': 9 })],
    [{ $group: { _id: null, all: { $push: '$$ROOT' } } }, add({ 'all.a.b': 9 })],
    [
      { $lookup: { from: 'unchanged', localField: '_id', foreignField: '_id', as: 'a.same' } },
      add({ 'a.same.a.b': 9 }),
    ],
    [{ $facet: { x: [add({ 'a.b': 9 })], y: [{ $project: { 'a.b': 0 } }] } }],
    [{ $sort: { list: -1 } }, { $project: { sorted: { $reverseArray: '$list' } } }],
    [{ $unionWith: { coll: 'unchanged', pipeline: [add({ 'a.b': 9 })] } }],
  ];
  for (const pipeline of pipelines) {
    assert.ok((await unchanged.aggregate(pipeline).toArray()).length > 0);
    const stored = [...store.scan('rocketchat', 'unchanged')];
    assert.deepEqual(stored, documents(), JSON.stringify(pipeline));
  }
});

function* endless(): Generator<Document> {
  for (let n = 0; ; n += 1) yield { n };
}

const namespace = 'rocketchat.people';

/** The id of a cursor whose first batch had one document. */
function open(cursors: Cursors, left = Infinity): Long {
  const timer = { since: performance.now(), left };
  const { cursor } = cursors.open({ namespace, documents: endless(), timer }, 1);
  return (cursor as { id: Long }).id;
}

test('of too many cursors the one that was used longest ago is dropped', () => {
  const cursors = new Cursors();
  const ids = Array.from({ length: 1001 }, () => open(cursors));
  assert.equal(cursors.kill(ids[0]), false);
  assert.equal(ids.slice(1).filter((id) => cursors.kill(id)).length, 1000);
});

test('maxTimeMS covers all batches of a cursor, and not the time between them', () => {
  const cursors = new Cursors();
  const id = open(cursors, 1_000_000);
  const more = (workMS: number) => cursors.more(id, namespace, 1, performance.now() - workMS);
  more(600_000);
  more(300_000);
  assert.throws(() => more(200_000), { code: 50 });
  assert.throws(() => more(0), { code: 43 });
});
