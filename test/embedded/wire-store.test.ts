import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Decimal128, Long, ObjectId } from 'bson';
import { MongoClient } from 'mongodb';
import { Cursors } from '../../embedded/wire/cursors.js';
import { startWireServer } from '../../embedded/wire/server.js';
import { Store, type BsonDocument } from '../../embedded/wire/store.js';

const store = new Store();
const server = await startWireServer({ store, at: 0 });
const client = await new MongoClient(server.url('rocketchat')).connect();
after(async () => {
  await client.close();
  await server.close();
});

test('ids are one only if MongoDB holds them equal, and then the last document wins', () => {
  const hex = '0123456789abcdef01234567';
  const ids = ['1', 1, 1.5, new Date(1), new ObjectId(hex), hex, true, { a: 1 }, '\0d1', '', null];
  const documents = ids.map((_id) => ({ _id }));
  assert.deepEqual(store.load('d', 'ids', documents), []);
  assert.deepEqual([...store.scan('d', 'ids')], documents);
  for (const _id of ids) {
    assert.deepEqual(store.load('d', 'ids', [{ _id, last: true }]), [_id]);
    assert.deepEqual(store.byId('d', 'ids', _id), { _id, last: true });
  }
  assert.ok(store.byId('d', 'ids', Long.fromNumber(1)));
  assert.ok(store.byId('d', 'ids', Decimal128.fromString('1.50')));
  assert.equal([...store.scan('d', 'ids')].length, ids.length);
});

test('a document without an _id is given one', () => {
  store.load('d', 'other', [{ name: 'x' }]);
  const [only] = store.scan('d', 'other');
  assert.match(String(only?._id), /^[0-9a-f]{24}$/);
});

test('no pipeline changes what is stored', async () => {
  const documents = (): BsonDocument[] => [
    { _id: 1, a: { b: 1, c: [{ d: 1 }, { d: 2 }] }, list: [3, 1, 2], empty: [], at: new Date(0) },
    { _id: 2, a: { b: 2, c: [] }, list: [[1]], none: null },
  ];
  store.load('rocketchat', 'unchanged', documents());
  const unchanged = client.db().collection('unchanged');
  const sameId = { from: 'unchanged', localField: '_id', foreignField: '_id' };
  const pipelines: BsonDocument[][] = [
    [{ $project: { 'a.c.d': 1, list: '$empty' } }],
    [{ $project: { _id: { a: '$a' }, a: ['$a', '$list'] } }, { $project: { 'a.c': 1 } }],
    [{ $unwind: '$list' }, { $unwind: '$list' }],
    [{ $group: { _id: null, all: { $push: '$$ROOT' } } }, { $unwind: '$all' }],
    [{ $group: { _id: null, list: { $addToSet: '$a' } } }, { $project: { 'list.c.d': 1 } }],
    [{ $lookup: { ...sameId, as: 'a' } }, { $unwind: '$a' }, { $project: { 'a.a.c': 1 } }],
    [{ $sort: { list: -1 } }, { $limit: 1 }],
    [{ $unionWith: { coll: 'unchanged', pipeline: [{ $unwind: '$list' }] } }],
  ];
  for (const pipeline of pipelines) {
    assert.ok((await unchanged.aggregate(pipeline).toArray()).length > 0);
    const stored = [...store.scan('rocketchat', 'unchanged')];
    assert.deepEqual(stored, documents(), JSON.stringify(pipeline));
  }
});

function* endless(): Generator<BsonDocument> {
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
