import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { inspect } from 'node:util';
import {
  Binary,
  Code,
  Decimal128,
  Long,
  MongoClient,
  MongoServerError,
  ObjectId,
  Timestamp,
} from 'mongodb';
import type { BsonDocument } from '../../data/workspace.js';
import { startTestDatabase } from '../support/database.js';

// Every expectation here is MongoDB's own: with TEST_MONGO_URL the tables are run against it.
const server = await startTestDatabase();
const client = await new MongoClient(server.url).connect();
after(async () => {
  await client.close();
  await server[Symbol.asyncDispose]();
});

let collections = 0;

/** What a pipeline makes of some documents, which are numbered from 1 unless they have an `_id`. */
async function results(
  documents: readonly BsonDocument[],
  pipeline: readonly BsonDocument[],
): Promise<BsonDocument[]> {
  collections += 1;
  const collection = client.db().collection<BsonDocument & { _id: unknown }>(`c${collections}`);
  const numbered = documents.map((document, n) => ({ _id: n + 1, ...document }));
  if (numbered.length > 0) await collection.insertMany(numbered);
  return collection.aggregate([...pipeline]).toArray();
}

const at = (text: string) => new Date(`${text}Z`);
const decimal = (text: string) => Decimal128.fromString(text);
const morning = at('2024-03-10T23:30:15.250');
const objectId = new ObjectId('65e7180c0000000000000000');
const name = (value: unknown) => inspect(value, { depth: 9, breakLength: Infinity });

const failure = Symbol('an error');

/** Expressions of one document and their value, `undefined` for none, or a failure. */
const expressions: [expression: unknown, document: BsonDocument, value: unknown][] = [
  // Comparisons look at types first; a missing field is below null, and null below all else.
  [{ $lt: ['$none', morning] }, {}, true],
  [{ $gt: ['$none', null] }, {}, false],
  [{ $gt: ['$at', null] }, { at: morning }, true],
  [{ $eq: ['$none', null] }, {}, false],
  [{ $eq: ['$list', 1] }, { list: [1, 2] }, false],
  [{ $gt: ['$text', 5] }, { text: 'a' }, true],
  [{ $lt: ['$n', 5] }, { n: NaN }, true],
  [{ $gte: ['$n', Infinity] }, { n: Infinity }, true],
  [{ $gt: ['$at', 5] }, { at: morning }, true],
  [{ $lt: ['$text', '\uff21'] }, { text: '😀' }, false],
  [{ $eq: ['$n', 2.5] }, { n: decimal('2.50') }, true],
  [{ $eq: ['$n', Infinity] }, { n: decimal('1E6000') }, false],
  [{ $gt: ['$n', Number.MAX_VALUE] }, { n: decimal('1E6000') }, true],
  [{ $lt: ['$n', 0.1] }, { n: decimal('0.1') }, true],
  [{ $eq: ['$n', Long.fromString('9007199254740993')] }, { n: 2 ** 53 }, false],
  // Paths lead through documents and lists, and into nothing else.
  [{ $eq: ['$a.b.c', 1] }, { a: { b: { c: 1 } } }, true],
  ['$a.b', { a: [{ b: 1 }, 5, { c: 2 }, [{ b: 3 }]] }, [1]],
  ['$a.t', { a: new Timestamp({ t: 5, i: 1 }) }, undefined],
  ['$a.length', { a: 'text' }, undefined],
  ['$constructor', {}, undefined],
  [{ $cond: [true, ['$a', '$none'], 0] }, { a: 1 }, [1, null]],
  [{ a: '$a', b: '$none' }, { a: 1 }, { a: 1 }],
  // False are false, null, missing and zero.
  [{ $cond: [{ $and: [{ $gte: ['$n', 1] }, { $lt: ['$n', 3] }] }, 'in', 'out'] }, { n: 2 }, 'in'],
  [{ $cond: ['$none', 1, '$$REMOVE'] }, {}, undefined],
  [{ $cond: ['$n', 1, 2] }, { n: NaN }, 1],
  [{ $cond: ['$n', 1, 2] }, { n: decimal('0') }, 2],
  [{ $or: ['$n', '$text'] }, { n: 0, text: '' }, true],
  [{ $not: ['$text'] }, { text: '' }, false],
  // Types by their names.
  ...(
    [
      [morning, 'date'],
      [objectId, 'objectId'],
      [decimal('1'), 'decimal'],
      [2.5, 'double'],
      [1, 'int'],
      [Long.MAX_VALUE, 'long'],
      [new Binary(Buffer.of(1)), 'binData'],
      [new Timestamp({ t: 1, i: 1 }), 'timestamp'],
      [new Code('1'), 'javascript'],
      [/x/, 'regex'],
      [[], 'array'],
      [{}, 'object'],
      [undefined, 'missing'],
    ] as const
  ).map(([v, type]): [unknown, BsonDocument, unknown] => [
    { $type: '$v' },
    v === undefined ? {} : { v },
    type,
  ]),
  [{ $isNumber: '$v' }, { v: decimal('NaN') }, true],
  [{ $in: ['$n', [1, 2]] }, { n: decimal('2.0') }, true],
  [{ $in: [{ $type: '$none' }, ['missing', 'null']] }, {}, true],
  [{ $in: ['$n', '$list'] }, { n: 1, list: 1 }, failure],
  [{ $isNumber: ['$a', '$b'] }, {}, failure],
];
for (const [expression, document, value] of expressions) {
  test(`${name(expression)} of ${name(document)} is ${name(value)}`, async () => {
    const project = { $project: { _id: 0, value: expression } };
    const group = { $group: { _id: null, value: { $first: expression } } };
    if (value === failure) {
      await assert.rejects(results([document], [project]), MongoServerError);
      await assert.rejects(results([document], [group]), MongoServerError);
      return;
    }
    const [shown] = await results([document], [project]);
    assert.deepEqual(shown, value === undefined ? {} : { value });
    const [row] = await results([document], [group]);
    assert.deepEqual(row?.value, value ?? null);
  });
}

const projected = { a: 1, b: { c: 2, d: 3 }, e: [{ f: 1, g: 2 }, 5] };
const counted = [{ $group: { _id: null, n: { $sum: 1 } } }, { $project: { _id: 0, n: 1 } }];

const rows: [
  promise: string,
  documents: BsonDocument[],
  pipeline: BsonDocument[],
  expected: BsonDocument[],
][] = [
  [
    'a group by a field has null and missing in one',
    [{ a: null }, {}, { a: 1 }],
    [{ $group: { _id: '$a' } }, ...counted],
    [{ n: 2 }],
  ],
  [
    'a group by two fields has null and missing apart',
    [{ a: null }, {}, { a: 1 }],
    [{ $group: { _id: { a: '$a', b: '$b' } } }, ...counted],
    [{ n: 3 }],
  ],
  [
    'a group by a document of one field has null and missing in one',
    [{ a: null }, {}, { a: 1 }],
    [{ $group: { _id: { a: '$a' } } }, ...counted],
    [{ n: 2 }],
  ],
  [
    'a group is made of equal numbers of any type, lists and dates, and of documents in one order',
    [
      ...[1, Long.fromNumber(1), decimal('1.0'), decimal('1.10'), decimal('1.1'), NaN],
      ...[decimal('NaN'), '1', at('2024-01-01T00:00'), at('2024-01-01T00:00'), ['a', 'b']],
      ...[['ab'], ['a', 'b'], { x: 1, y: 2 }, { y: 2, x: 1 }, objectId, objectId],
    ].map((v) => ({ v })),
    [
      { $group: { _id: '$v', n: { $sum: 1 }, first: { $first: '$_id' } } },
      { $sort: { first: 1 } },
      { $project: { _id: 0, first: 1, n: 1 } },
    ],
    [
      [1, 3],
      [4, 2],
      [6, 2],
      [8, 1],
      [9, 2],
      [11, 2],
      [12, 1],
      [14, 1],
      [15, 1],
      [16, 2],
    ].map(([first, n]) => ({ n, first })),
  ],
  [
    'a sum skips what is not a number, and has no rounding error',
    ['x', ...Array.from({ length: 10 }, () => 0.1), null, [5], morning].map((v) => ({ v })),
    [{ $group: { _id: null, sum: { $sum: '$v' }, none: { $sum: '$w' } } }],
    [{ _id: null, sum: 1, none: 0 }],
  ],
  [
    'a sum with a Decimal128 is one, with a large Long one or the other',
    [
      { d: decimal('0.1'), l: Long.fromString('9007199254740993'), n: NaN },
      { d: 2, l: 1, n: decimal('1') },
    ],
    [{ $group: { _id: null, d: { $sum: '$d' }, l: { $sum: '$l' }, n: { $sum: '$n' } } }],
    [{ _id: null, d: decimal('2.1'), l: Long.fromString('9007199254740994'), n: decimal('NaN') }],
  ],
  [
    'the greatest value skips null and missing, and compares across types',
    [{ v: 'a' }, {}, { v: 5 }, { v: morning }, { v: null }],
    [{ $group: { _id: null, max: { $max: '$v' }, none: { $max: '$w' } } }],
    [{ _id: null, max: morning, none: null }],
  ],
  [
    'a list of a group leaves missing and removed values out',
    [{ v: 1 }, {}, { v: null }, { v: 1 }],
    [
      {
        $group: {
          _id: null,
          list: { $push: '$v' },
          set: { $addToSet: { $cond: [{ $eq: ['$v', 1] }, '$v', '$$REMOVE'] } },
        },
      },
    ],
    [{ _id: null, list: [1, null, 1], set: [1] }],
  ],
  [
    'sessions are grouped by stored day, and are rows of their own or columns',
    [
      { day: 1, userId: 'a', loginAt: at('2024-03-01T10:10'), closedAt: at('2024-03-01T11:00') },
      { day: 1, loginAt: at('2024-03-01T10:50'), closedAt: 'never' },
      { day: 2, userId: 'b', loginAt: at('2024-03-01T12:00') },
    ],
    [
      { $match: { loginAt: { $gte: at('2024-03-01T00:00'), $lte: at('2024-03-01T12:00') } } },
      {
        $group: {
          _id: { day: '$day' },
          rows: { $push: { user: '$userId', closed: '$closedAt' } },
          users: { $push: '$userId' },
        },
      },
      { $sort: { '_id.day': 1 } },
    ],
    [
      {
        _id: { day: 1 },
        rows: [{ user: 'a', closed: at('2024-03-01T11:00') }, { closed: 'never' }],
        users: ['a'],
      },
      { _id: { day: 2 }, rows: [{ user: 'b' }], users: ['b'] },
    ],
  ],
  [
    'a group by null is one',
    [{}, {}],
    [{ $group: { _id: null, n: { $sum: 1 } } }],
    [{ _id: null, n: 2 }],
  ],
  [
    'a group by an empty document is one',
    [{}, {}],
    [{ $group: { _id: {}, n: { $sum: 1 } } }],
    [{ _id: {}, n: 2 }],
  ],
  [
    'of no document there is no group',
    [{}, {}],
    [{ $match: { no: 1 } }, { $group: { _id: null, n: { $sum: 1 } } }],
    [],
  ],
  [
    'a sort goes by type, then by value, and reads a later field where those before are equal',
    [
      ...[morning, 'a', 1, undefined, true, {}, null, decimal('0.5'), [], [7, -1], NaN].map((v) =>
        v === undefined ? {} : { v },
      ),
      { v: 1, w: -1 },
    ],
    [{ $sort: { v: 1, w: 1, _id: -1 } }, { $project: { _id: 1 } }],
    [9, 7, 4, 11, 10, 8, 3, 12, 2, 6, 5, 1].map((_id) => ({ _id })),
  ],
  [
    'a descending sort takes the greatest of a list',
    [{ v: [5, 1] }, { v: [2, 3] }],
    [{ $sort: { v: -1 } }, { $project: { _id: 1 } }],
    [{ _id: 1 }, { _id: 2 }],
  ],
  [
    'an ascending sort takes the least of a list',
    [{ v: [5, 1] }, { v: [2, 3] }],
    [{ $sort: { v: 1 } }, { $project: { _id: 1 } }],
    [{ _id: 1 }, { _id: 2 }],
  ],
  [
    'an empty list comes before null',
    [{ v: null }, { v: [] }, {}],
    [{ $sort: { v: 1 } }, { $limit: 1 }],
    [{ _id: 2, v: [] }],
  ],
  [
    'a sort compares documents field by field in their order',
    [
      { y: 2024, m: 2 },
      { y: 2024, m: 10 },
      { y: 2023, m: 12 },
    ],
    [{ $group: { _id: { y: '$y', m: '$m' } } }, { $sort: { _id: 1 } }],
    [{ _id: { y: 2023, m: 12 } }, { _id: { y: 2024, m: 2 } }, { _id: { y: 2024, m: 10 } }],
  ],
  [
    'a limit cuts the rest off',
    [{}, {}, {}, {}],
    [{ $sort: { _id: -1 } }, { $limit: 2 }],
    [{ _id: 4 }, { _id: 3 }],
  ],
  [
    'unwinding leaves values that are not lists, and drops what has no element',
    [{ a: [1, 2] }, {}, { a: [] }, { a: '' }, { a: {} }, { a: null }],
    [{ $unwind: '$a' }],
    [
      { _id: 1, a: 1 },
      { _id: 1, a: 2 },
      { _id: 4, a: '' },
      { _id: 5, a: {} },
    ],
  ],
  [
    'a projection includes fields and computes others',
    [projected],
    [{ $project: { a: 1, c: '$b.c', all: ['$a', '$zz'], none: '$zz' } }],
    [{ _id: 1, a: 1, c: 2, all: [1, null] }],
  ],
  [
    'a projection includes fields within documents and lists',
    [projected],
    [{ $project: { _id: 0, 'b.c': 1, 'b.d': 1, 'e.g': 1, 'a.z': 1, zz: 1 } }],
    [{ b: { c: 2, d: 3 }, e: [{ g: 2 }] }],
  ],
  ['a projection leaves out the id', [projected], [{ $project: { _id: 0, a: 1 } }], [{ a: 1 }]],
  [
    'a projection computes an id',
    [projected],
    [{ $project: { _id: { a: '$a' }, b: '$b.d' } }],
    [{ _id: { a: 1 }, b: 3 }],
  ],
];
for (const [promise, documents, pipeline, expected] of rows) {
  test(promise, async () => {
    assert.deepEqual(await results(documents, pipeline), expected);
  });
}

const values: BsonDocument[] = [
  { v: morning },
  { v: 'x' },
  {},
  { v: null },
  { v: 5 },
  { v: [at('2023-01-01T00:00'), at('2025-01-01T00:00')] },
  { v: true },
  {
    v: [
      { b: 1, c: 1 },
      { b: 2, c: 2 },
    ],
  },
  { v: { b: 2 } },
  { v: NaN },
  { v: decimal('5.0') },
  { v: Long.fromString('9007199254740993') },
  { v: new Timestamp({ t: 2, i: 2 }) },
  { v: objectId },
];
const matches: [filter: BsonDocument, ids: number[]][] = [
  [{ v: { $gte: morning } }, [1, 6]],
  [{ v: { $gte: at('2022-01-01T00:00'), $lt: at('2024-01-01T00:00') } }, [6]],
  [{ v: { $gt: 1 } }, [5, 11, 12]],
  [{ v: { $gt: 2 ** 53 } }, [12]],
  [{ v: { $lte: NaN } }, [10]],
  [{ v: { $gt: 'w', $in: ['x', 'y'] } }, [2]],
  [{ v: 5, $or: [{ v: 5 }] }, [5, 11]],
  [{ v: { toString: 1 } }, []],
  [{ v: { $lte: 'z' } }, [2]],
  [{ v: { $lte: null } }, [3, 4]],
  [{ v: null }, [3, 4]],
  [{ v: { $ne: null } }, [1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]],
  [{ v: { $in: [null, 5] } }, [3, 4, 5, 11]],
  [{ v: { $in: [decimal('5'), 'x'] } }, [2, 5, 11]],
  [{ v: { $in: [morning] } }, [1]],
  [{ v: { $type: 'date' } }, [1, 6]],
  [{ v: { $type: 'decimal' } }, [11]],
  [{ v: { $type: 'array' } }, [6, 8]],
  [{ 'v.b': 2 }, [8, 9]],
  [{ 'v.t': 2 }, []],
  [{ 'v.b': { $gt: 1 } }, [8, 9]],
  [{ 'v.b': 1, 'v.c': 2 }, [8]],
  [{ 'v.b': null }, [1, 2, 3, 4, 5, 7, 10, 11, 12, 13, 14]],
  [{ v: { $elemMatch: { b: 1, c: 2 } } }, []],
  [{ v: { $elemMatch: { b: 2, c: 2 } } }, [8]],
  [{ $or: [{ v: 5 }, { v: 'x' }], v: { $ne: 'x' } }, [5, 11]],
  [{ $expr: { $eq: ['$v', true] } }, [7]],
];
for (const [filter, ids] of matches) {
  test(`${name(filter)} matches ${ids.join(', ') || 'nothing'}`, async () => {
    const found = await results(values, [{ $match: filter }, { $project: { _id: 1 } }]);
    assert.deepEqual(
      found.map(({ _id }) => _id),
      ids,
    );
  });
}

test('$lookup joins by _id, and $unwind makes a row of each that is found', async () => {
  const users = client.db().collection<{ _id: string }>('users');
  await users.insertMany([{ _id: 'ann' }, { _id: 'bob' }]);
  const lookup = { from: 'users', localField: '_id', foreignField: '_id', as: 'user' };
  const documents = [{ _id: 'bob' }, { _id: 'zoe' }];
  assert.deepEqual(await results(documents, [{ $lookup: lookup }]), [
    { _id: 'bob', user: [{ _id: 'bob' }] },
    { _id: 'zoe', user: [] },
  ]);
  assert.deepEqual(await results(documents, [{ $lookup: lookup }, { $unwind: '$user' }]), [
    { _id: 'bob', user: { _id: 'bob' } },
  ]);
});

test('$unionWith adds the documents of another collection, through a pipeline', async () => {
  const others = client.db().collection<{ _id: number; n: number }>('others');
  await others.insertMany([1, 2, 3].map((n) => ({ _id: 10 + n, n })));
  const pipeline = [{ $match: { n: { $gt: 1 } } }, { $project: { _id: 1 } }];
  assert.deepEqual(await results([{}], [{ $unionWith: { coll: 'others', pipeline } }]), [
    { _id: 1 },
    { _id: 12 },
    { _id: 13 },
  ]);
});
