import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient, MongoServerError } from 'mongodb';
import { startWireServer } from '../../embedded/wire/server.js';
import { Store, type BsonDocument } from '../../embedded/wire/store.js';

const store = new Store();
let delay = 0;
const server = await startWireServer({
  store,
  at: 0,
  intercept: async ({ name }) => {
    if (name === 'find') await sleep(delay);
    return undefined;
  },
});
const client = await new MongoClient(server.url('rocketchat')).connect();
const database = client.db();
after(async () => {
  await client.close();
  await server.close();
});

const thousand = Array.from({ length: 1000 }, (_, n) => n);
store.load('rocketchat', 'numbers', [{ _id: 1, a: thousand, b: thousand, c: thousand, text: 'x' }]);
store.load(
  'rocketchat',
  'many',
  thousand.map((_id) => ({ _id })),
);

/** More documents than could be looked at in a day. */
const endless = [{ $unwind: '$a' }, { $unwind: '$b' }, { $unwind: '$c' }];

test('an unknown command is rejected by its name', async () => {
  for (const name of [
    'fly',
    'insert',
    'update',
    'delete',
    'dropDatabase',
    'createIndexes',
    'constructor',
  ]) {
    await assert.rejects(database.command({ [name]: 'people' }), (error) => {
      assert.ok(error instanceof MongoServerError);
      assert.equal(error.message, `no such command: '${name}'`);
      assert.equal(error.code, 59);
      return true;
    });
  }
});

test('getMore for an unknown cursor, or for that of another collection, is rejected', async () => {
  await assert.rejects(database.command({ getMore: 5n, collection: 'many' }), { code: 43 });
  const cursor = database.collection('many').find().batchSize(2);
  await cursor.next();
  const foreign = database.command({ getMore: cursor.id, collection: 'numbers' });
  await assert.rejects(foreign, { code: 43 });
  assert.equal((await cursor.toArray()).length, 999);
});

const timedOut = {
  code: 50,
  message: 'operation exceeded time limit',
};

test('maxTimeMS interrupts a pipeline while its documents flow', async () => {
  const numbers = database.collection('numbers');
  const forms = [
    [...endless, { $project: { _id: 1 } }, { $match: { _id: 2 } }],
    [...endless, { $group: { _id: '$a' } }],
    [...endless, { $sort: { a: 1 } }],
    [...endless, { $match: { text: 'y' } }],
    [{ $unionWith: { coll: 'numbers', pipeline: [...endless, { $match: { text: 'y' } }] } }],
  ];
  for (const pipeline of forms) {
    const before = performance.now();
    await assert.rejects(numbers.aggregate(pipeline, { maxTimeMS: 20 }).toArray(), timedOut);
    assert.ok(performance.now() - before < 2_000);
  }
});

test('maxTimeMS counts from the arrival of the command', async () => {
  delay = 30;
  await assert.rejects(database.collection('many').find({}, { maxTimeMS: 10 }).toArray(), timedOut);
  delay = 0;
  assert.equal(
    (await database.collection('many').find({}, { maxTimeMS: 5_000 }).toArray()).length,
    1000,
  );
});

const stage = (pipeline: unknown) => ({ aggregate: 'numbers', pipeline, cursor: {} });
const find = (command: BsonDocument) => ({ find: 'numbers', ...command });
const errors: [what: string, command: BsonDocument, message?: RegExp][] = [
  ['an unknown stage', stage([{ $fly: {} }]), /Unrecognized pipeline stage name: '\$fly'/],
  ['an unknown stage in a union', stage([{ $unionWith: { coll: 'a', pipeline: [{ $fly: {} }] } }])],
  ['a stage of two names', stage([{ $limit: 1, $match: {} }])],
  ['a stage of no name', stage([{}])],
  ['a stage that is not a document', stage([1])],
  ['a pipeline that is not a list', stage({ $match: {} })],
  ['a $match that is not a document', stage([{ $match: 1 }])],
  ['$out', stage([{ $out: 'other' }])],
  ['$merge', stage([{ $merge: { into: 'other' } }])],
  [
    'an unknown expression',
    stage([{ $project: { a: { $fly: 1 } } }]),
    /Unrecognized expression '\$fly'/,
  ],
  ['an unknown expression in $expr', stage([{ $match: { $expr: { $fly: 1 } } }])],
  ['a condition that is used as an expression', stage([{ $project: { a: { $exists: 1 } } }])],
  ['an unknown accumulator', stage([{ $group: { _id: 1, a: { $fly: 1 } } }])],
  ['a field of a group without one', stage([{ $group: { _id: 1, a: '$b' } }])],
  ['a group without _id', stage([{ $group: { a: { $sum: 1 } } }])],
  ['an expression of two operators', stage([{ $project: { a: { $and: [], $or: [] } } }])],
  ['an unknown variable', stage([{ $project: { a: '$$NOW' } }])],
  ['too many operands', stage([{ $project: { a: { $not: [1, 2] } } }])],
  ['code from the client', stage([{ $match: { $where: 'true' } }])],
  ['a function from the client', stage([{ $project: { a: { $function: {} } } }])],
  ['a $limit of 0', stage([{ $limit: 0 }])],
  ['a sort in no direction', stage([{ $sort: { a: 2 } }])],
  ['a projection of two kinds', stage([{ $project: { a: 1, b: 0 } }])],
  ['a projection that excludes fields', stage([{ $project: { b: 0 } }])],
  ['an empty projection', stage([{ $project: {} }])],
  ['a projection into a field', stage([{ $project: { a: { b: 1 } } }])],
  ['a computed field within another', stage([{ $project: { 'a.b': '$c' } }])],
  [
    'a $lookup by another field',
    stage([{ $lookup: { from: 'x', as: 'y', localField: 'a', foreignField: 'b' } }]),
  ],
  ['an $unwind with options', stage([{ $unwind: { path: '$a' } }])],
  ['a pipeline without a collection', { aggregate: 1, pipeline: [], cursor: {} }],
  ['an aggregate without a cursor', { aggregate: 'numbers', pipeline: [] }],
  ['a pattern in a list', find({ filter: { a: { $in: ['x', /x/] } } })],
  ['a pattern', find({ filter: { a: /x/ } })],
  ['a condition on no field', find({ filter: { $in: [1] } })],
  ['an unknown condition', find({ filter: { a: { $fly: 1 } } }), /unknown .*operator \$fly/],
  ['an unknown condition at the top', find({ filter: { $fly: 1 } }), /unknown .*operator: \$fly/],
  ['an unknown type', find({ filter: { a: { $type: 'text' } } })],
  ['a list of types', find({ filter: { a: { $type: ['int'] } } })],
  ['the type of any number', find({ filter: { a: { $type: 'number' } } })],
  ['a filter that is not a document', find({ filter: 1 })],
  ['a limit that is not a number', find({ limit: 'x' })],
  ['a negative batch size', find({ batchSize: -1 })],
  ['a collation', find({ collation: { locale: 'de' } }), /'collation' is not supported/],
  ['a skip', find({ skip: 1 }), /'skip' is not supported/],
  ['a sort of a find', find({ sort: { a: 1 } }), /'sort' is not supported/],
  ['a maxTimeMS that is not a number', find({ maxTimeMS: 'soon' })],
  ['a collection without a name', { find: 1 }],
  ['a list of cursors that is none', { killCursors: 'numbers', cursors: 1 }],
];
for (const [what, command, message = /./] of errors) {
  test(`${what} is an error, and the connection stays`, async () => {
    await assert.rejects(database.command(command), (error) => {
      assert.ok(error instanceof MongoServerError);
      assert.equal(error.code, 2, error.message);
      assert.match(error.message, message);
      assert.doesNotMatch(JSON.stringify(error.errorResponse), /node_modules|\bat .*:\d+:\d+/);
      return true;
    });
  });
}

test('a mistake in a pipeline is found without a single document', async () => {
  const nothing = database.collection('nothing');
  const misspelt = nothing.aggregate([{ $match: { a: { $gtt: 1 } } }]).toArray();
  await assert.rejects(misspelt, { code: 2 });
  const unknown = nothing.aggregate([{ $project: { a: { $not: { $ad: [1, 2] } } } }]).toArray();
  await assert.rejects(unknown, { code: 2 });
});
