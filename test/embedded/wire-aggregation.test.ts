import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { MongoClient } from 'mongodb';
import { startWireServer } from '../../embedded/wire/server.js';
import { Store, type Document } from '../../embedded/wire/store.js';

const store = new Store();
const server = await startWireServer({ store });
const client = await new MongoClient(server.url('rocketchat')).connect();
const database = client.db();
after(async () => {
  await client.close();
  await server.close();
});

let collections = 0;

/** What a pipeline makes of some documents, which need no `_id`. */
async function results(documents: readonly Document[], pipeline: Document[]): Promise<Document[]> {
  collections += 1;
  const name = `c${collections}`;
  store.load(
    'rocketchat',
    name,
    documents.map((document, n) => ({ _id: n + 1, ...document })),
  );
  return database.collection(name).aggregate(pipeline).toArray();
}

const at = (text: string) => new Date(`${text}Z`);
const morning = at('2024-03-10T23:30:15.250');

/** Expressions of one document, and their value; `undefined` for none. */
const expressions: [expression: unknown, document: Document, value: unknown][] = [
  // Comparisons look at types first; a missing field is below null, and null below all else.
  [{ $lt: ['$none', morning] }, {}, true],
  [{ $gt: ['$at', null] }, { at: morning }, true],
  [{ $gt: ['$none', null] }, {}, false],
  [{ $eq: ['$none', null] }, {}, false],
  [{ $ne: ['$none', null] }, {}, true],
  [{ $eq: ['$list', 1] }, { list: [1, 2] }, false],
  [{ $gt: ['$text', 5] }, { text: 'a' }, true],
  [{ $lte: ['$at', morning] }, { at: morning }, true],
  [{ $lt: ['$n', 5] }, { n: NaN }, true],
  [{ $gte: ['$n', Infinity] }, { n: Infinity }, true],
  [{ $gt: ['$at', 5] }, { at: morning }, true],
  [{ $lt: ['$a.b', 5] }, { a: [{ b: 1 }] }, false],
  [{ $eq: ['$a.b.c', 1] }, { a: { b: { c: 1 } } }, true],
  [{ $ifNull: ['$a.b', 'none'] }, { a: 'text' }, 'none'],
  [{ $hour: { $ifNull: ['$none', '$at'] } }, { at: morning }, 23],
  [{ $cmp: [2, 10] }, {}, -1],
  [{ $cond: [{ $and: [{ $gte: ['$n', 1] }, { $lt: ['$n', 3] }] }, 'in', 'out'] }, { n: 2 }, 'in'],
  [{ $cond: { if: '$none', then: 1, else: '$$REMOVE' } }, {}, undefined],
  [{ $ifNull: ['$none', '$nil', 3] }, { nil: null }, 3],
  [{ $not: ['$text'] }, { text: '' }, false],
  [{ $max: ['$a', '$none'] }, { a: 3 }, 3],
  [{ $min: ['$a', '$none', '$nil'] }, { a: 3, nil: null }, 3],
  [{ $max: '$list' }, { list: [1, 5, 2] }, 5],
  [{ $max: '$a' }, { a: 3 }, 3],
  [{ $sum: '$list' }, { list: [1, 'x', 2] }, 3],
  [{ $sum: '$none' }, {}, 0],
  [{ $avg: ['$a', '$b'] }, { a: 1, b: 2 }, 1.5],
  [{ $first: '$list' }, { list: [[1], 2] }, [1]],
  [{ $last: '$list' }, { list: [] }, undefined],
  [
    { $map: { input: '$list', as: 'x', in: { $gte: ['$$x', '$limit'] } } },
    { list: [1, 3], limit: 2 },
    [false, true],
  ],
  [{ $regexMatch: { input: '$text', regex: '^chrome', options: 'i' } }, { text: 'Chrome 1' }, true],
  // Dates: null for none, zones by any name, and weeks that know the turn of a year.
  [{ $hour: '$none' }, {}, null],
  [{ $cond: [{ $eq: ['$none', 1] }, { $hour: '$none' }, 'other'] }, {}, 'other'],
  [{ $hour: ['$at'] }, { at: morning }, 23],
  [{ $hour: { date: '$at', timezone: 'UTC' } }, { at: morning }, 23],
  [{ $hour: { date: '$at', timezone: 'Asia/Kolkata' } }, { at: morning }, 5],
  [{ $hour: { date: '$at', timezone: '-0330' } }, { at: morning }, 20],
  [{ $hour: { date: '$at', timezone: 'America/Argentina/Buenos_Aires' } }, { at: morning }, 20],
  [{ $hour: { date: '$at', timezone: '$none' } }, { at: morning }, null],
  [{ $dayOfWeek: '$at' }, { at: morning }, 1],
  [{ $dayOfYear: '$at' }, { at: morning }, 70],
  [{ $week: '$at' }, { at: at('2017-01-01T00:00') }, 1],
  [{ $week: '$at' }, { at: at('2016-01-01T00:00') }, 0],
  [{ $isoWeek: '$at' }, { at: at('2024-12-30T00:00') }, 1],
  [{ $isoWeekYear: '$at' }, { at: at('2024-12-30T00:00') }, 2025],
  [
    { $dateToString: { date: '$at', timezone: 'Asia/Kolkata', format: '%Y-%m-%d %H:%M %z %%' } },
    { at: morning },
    '2024-03-11 05:00 +0530 %',
  ],
  [{ $dateToString: { date: '$at' } }, { at: morning }, '2024-03-10T23:30:15.250Z'],
  [{ $dateToString: { date: '$none', format: '%Y', onNull: '-' } }, {}, '-'],
  [
    { $dateToString: { date: '$at', format: '%G-%V %U %w %j %b' } },
    { at: at('2024-12-30T00:00') },
    '2025-01 52 2 365 Dec',
  ],
  [
    { $dateToParts: { date: '$at', timezone: 'GMT' } },
    { at: at('2024-01-02T03:04:05.006') },
    { year: 2024, month: 1, day: 2, hour: 3, minute: 4, second: 5, millisecond: 6 },
  ],
  [{ $dateFromParts: { year: 2024 } }, {}, at('2024-01-01T00:00')],
  [{ $dateFromParts: { year: 2024, month: 2, day: 31 } }, {}, at('2024-03-02T00:00')],
  [
    { $dateFromParts: { year: 2024, month: 7, timezone: 'Europe/Berlin' } },
    {},
    at('2024-06-30T22:00'),
  ],
  [{ $dateFromParts: { year: '$none' } }, {}, null],
  [{ $dateFromParts: { year: 2024, month: '$none' } }, {}, null],
  [
    { $dateTrunc: { date: '$at', unit: 'day', timezone: 'Asia/Kolkata' } },
    { at: morning },
    at('2024-03-10T18:30'),
  ],
  [
    { $dateTrunc: { date: '$at', unit: 'hour', timezone: 'Asia/Kolkata' } },
    { at: morning },
    at('2024-03-10T23:30'),
  ],
  [
    { $dateTrunc: { date: '$at', unit: 'month', timezone: 'America/New_York' } },
    { at: at('2024-03-31T23:00') },
    at('2024-03-01T05:00'),
  ],
  [
    { $dateTrunc: { date: '$at', unit: 'week', startOfWeek: 'monday' } },
    { at: morning },
    at('2024-03-04T00:00'),
  ],
  // Midnight was skipped in São Paulo, and came twice in Havana.
  [
    { $dateTrunc: { date: '$at', unit: 'day', timezone: 'America/Sao_Paulo' } },
    { at: at('2018-11-04T12:00') },
    at('2018-11-04T03:00'),
  ],
  [
    { $dateTrunc: { date: '$at', unit: 'day', timezone: 'America/Havana' } },
    { at: at('2024-11-03T12:00') },
    at('2024-11-03T04:00'),
  ],
  [
    { $dateAdd: { startDate: '$at', unit: 'day', amount: 1, timezone: 'America/New_York' } },
    { at: at('2024-03-09T12:00') },
    at('2024-03-10T11:00'),
  ],
  [
    { $dateAdd: { startDate: '$at', unit: 'hour', amount: 24, timezone: 'America/New_York' } },
    { at: at('2024-03-09T12:00') },
    at('2024-03-10T12:00'),
  ],
  [
    { $dateAdd: { startDate: '$at', unit: 'month', amount: 1 } },
    { at: at('2024-01-31T00:00') },
    at('2024-02-29T00:00'),
  ],
  [{ $dateSubtract: { startDate: '$none', unit: 'day', amount: 1 } }, {}, null],
  [
    { $dateDiff: { startDate: '$at', endDate: at('2024-03-11T00:10'), unit: 'day' } },
    { at: morning },
    1,
  ],
  [
    {
      $dateDiff: {
        startDate: '$at',
        endDate: at('2024-03-11T00:10'),
        unit: 'day',
        timezone: 'Asia/Kolkata',
      },
    },
    { at: morning },
    0,
  ],
  [
    { $dateDiff: { startDate: '$at', endDate: at('2024-03-10T23:30:15.900'), unit: 'second' } },
    { at: morning },
    0,
  ],
  [
    {
      $dateDiff: {
        startDate: at('2024-03-09T00:00'),
        endDate: at('2024-03-11T00:00'),
        unit: 'week',
        startOfWeek: 'Monday',
      },
    },
    {},
    1,
  ],
];
for (const [expression, document, value] of expressions) {
  test(`${JSON.stringify(expression)} of ${JSON.stringify(document)}`, async () => {
    const project = { $project: { _id: 0, value: expression } };
    assert.deepEqual(await results([document], [project]), [value === undefined ? {} : { value }]);
    // In a group, expressions are asked of documents one by one, and a missing value is null.
    const group = { $group: { _id: null, value: { $first: expression } } };
    const [row] = await results([document], [group]);
    assert.deepEqual(row?.value, value ?? null);
  });
}

const rows: [promise: string, documents: Document[], pipeline: Document[], expected: Document[]][] =
  [
    [
      'a group by a field holds null and missing for one, by two fields apart',
      [{ a: null }, {}, { a: 1 }],
      [
        {
          $facet: {
            one: [{ $group: { _id: '$a' } }, { $count: 'n' }],
            two: [{ $group: { _id: { a: '$a' } } }, { $count: 'n' }],
          },
        },
      ],
      [{ one: [{ n: 2 }], two: [{ n: 3 }] }],
    ],
    [
      'sums and means pass over what is no number',
      [{ v: 'x' }, { v: 2 }, { v: null }, {}, { v: 4 }],
      [
        {
          $group: {
            _id: null,
            sum: { $sum: '$v' },
            mean: { $avg: '$v' },
            none: { $avg: '$w' },
            zero: { $sum: '$w' },
          },
        },
      ],
      [{ _id: null, sum: 6, mean: 3, none: null, zero: 0 }],
    ],
    [
      'the greatest and the least pass over null and missing, and compare across types',
      [{ v: 'a' }, {}, { v: 5 }, { v: morning }, { v: null }],
      [{ $group: { _id: null, max: { $max: '$v' }, min: { $min: '$v' }, none: { $max: '$w' } } }],
      [{ _id: null, max: morning, min: 5, none: null }],
    ],
    [
      'a list and a set of a group leave missing and removed values out',
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
      'a group by a document leaves missing fields out of its _id, and tells them from null',
      [{ a: 1 }, { a: 1, b: null }, { a: 1 }, { a: '1', b: 2 }],
      [{ $group: { _id: { a: '$a', b: '$b' }, n: { $sum: 1 } } }],
      [
        { _id: { a: 1 }, n: 2 },
        { _id: { a: 1, b: null }, n: 1 },
        { _id: { a: '1', b: 2 }, n: 1 },
      ],
    ],
    [
      'a group takes equal dates, lists and documents for one, and fields in another order for two',
      [
        { v: at('2024-01-01T00:00') },
        { v: at('2024-01-01T00:00') },
        { v: ['a', 'b'] },
        { v: ['a', 'b'] },
        { v: ['ab'] },
        { v: { x: 1, y: 2 } },
        { v: { y: 2, x: 1 } },
      ],
      [{ $group: { _id: '$v', n: { $sum: 1 } } }],
      [
        { _id: at('2024-01-01T00:00'), n: 2 },
        { _id: ['a', 'b'], n: 2 },
        { _id: ['ab'], n: 1 },
        { _id: { x: 1, y: 2 }, n: 1 },
        { _id: { y: 2, x: 1 }, n: 1 },
      ],
    ],
    [
      'a group by nothing, and by an empty document, is one; of no document there is none',
      [{}, {}],
      [
        {
          $facet: {
            one: [{ $group: { _id: null, n: { $sum: 1 } } }],
            empty: [{ $group: { _id: {}, n: { $sum: 1 } } }],
            none: [{ $match: { no: 1 } }, { $group: { _id: null, n: { $sum: 1 } } }],
          },
        },
      ],
      [{ one: [{ _id: null, n: 2 }], empty: [{ _id: {}, n: 2 }], none: [] }],
    ],
    [
      'the first and the last of a group are null where they are missing',
      [{ k: 1 }, { k: 1, v: 2 }, { k: 2, v: 3 }, { k: 2 }],
      [{ $group: { _id: '$k', first: { $first: '$v' }, last: { $last: '$v' } } }],
      [
        { _id: 1, first: null, last: 2 },
        { _id: 2, first: 3, last: null },
      ],
    ],
    [
      'a set of a group holds equal values once, however many there are',
      Array.from({ length: 80 }, (_, n) => ({ v: n % 40, d: { n: n % 40 } })),
      [
        { $group: { _id: null, v: { $addToSet: '$v' }, d: { $addToSet: '$d' } } },
        { $project: { _id: 0, v: { $size: '$v' }, d: { $size: '$d' } } },
      ],
      [{ v: 40, d: 40 }],
    ],
    [
      'a list of a group can hold whole documents of some',
      [{ v: 1 }, { v: 2 }],
      [
        {
          $group: {
            _id: null,
            some: { $push: { $cond: [{ $gt: ['$v', 1] }, '$$REMOVE', '$$ROOT'] } },
          },
        },
      ],
      [{ _id: null, some: [{ _id: 1, v: 1 }] }],
    ],
    [
      'an accumulator that is not ours stands beside one that is',
      [{ v: 1 }, { v: 3 }],
      [{ $group: { _id: null, sum: { $sum: '$v' }, spread: { $stdDevPop: '$v' } } }],
      [{ _id: null, sum: 4, spread: 1 }],
    ],
    [
      'a sort reads a later field where documents are equal in those before it',
      [{ v: 1, w: 2 }, { v: 1, w: 1 }, { v: 0 }, { v: 1 }],
      [{ $sort: { v: -1, w: 1 } }, { $project: { _id: 1 } }],
      [4, 2, 1, 3].map((_id) => ({ _id })),
    ],
    ['nothing is counted as no document', [], [{ $count: 'n' }], []],
    [
      'a sort goes by type, then by value',
      [{ v: morning }, { v: 'a' }, { v: 1 }, {}, { v: true }, { v: {} }, { v: null }],
      [{ $sort: { v: 1, _id: 1 } }, { $project: { _id: 1 } }],
      [4, 7, 3, 2, 6, 5, 1].map((_id) => ({ _id })),
    ],
    [
      'a sort takes the fields of a document in their order',
      [
        { y: 2024, m: 2 },
        { y: 2024, m: 10 },
        { y: 2023, m: 12 },
      ],
      [{ $group: { _id: { y: '$y', m: '$m' } } }, { $sort: { _id: 1 } }],
      [{ _id: { y: 2023, m: 12 } }, { _id: { y: 2024, m: 2 } }, { _id: { y: 2024, m: 10 } }],
    ],
    [
      'a descending sort takes the greatest of an array, an ascending one the least',
      [{ v: [5, 1] }, { v: [2, 3] }],
      [
        {
          $facet: {
            down: [{ $sort: { v: -1 } }, { $project: { v: 0 } }],
            up: [{ $sort: { v: 1 } }, { $project: { v: 0 } }],
          },
        },
      ],
      [{ down: [{ _id: 1 }, { _id: 2 }], up: [{ _id: 1 }, { _id: 2 }] }],
    ],
    [
      'unwinding keeps empty texts and documents, and drops what has no element',
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
      'unwinding can keep what has no element, and number the others',
      [{ a: { b: ['x', 'y'] } }, { a: { b: [] } }, {}],
      [{ $unwind: { path: '$a.b', preserveNullAndEmptyArrays: true, includeArrayIndex: 'n' } }],
      [
        { _id: 1, a: { b: 'x' }, n: 0 },
        { _id: 1, a: { b: 'y' }, n: 1 },
        { _id: 2, a: {}, n: null },
        { _id: 3, n: null },
      ],
    ],
    [
      'added fields go into embedded documents and the elements of arrays',
      [{ a: { x: 1 }, list: [{ x: 1 }, { x: 2 }] }],
      [{ $addFields: { a: { y: 2 }, 'list.y': '$a.x', 'new.z': 3, gone: '$$REMOVE' } }],
      [
        {
          _id: 1,
          a: { x: 1, y: 2 },
          list: [
            { x: 1, y: 1 },
            { x: 2, y: 1 },
          ],
          new: { z: 3 },
        },
      ],
    ],
    [
      'a projection keeps, computes and leaves out',
      [{ a: 1, b: { c: 2, d: 3 }, e: [{ f: 1, g: 2 }] }],
      [
        {
          $facet: {
            cached: [{ $project: { a: 1, sum: { $add: ['$a', '$b.c'] }, none: '$zz' } }],
            within: [{ $project: { _id: 0, 'b.c': 1, 'e.g': 1 } }],
            without: [{ $project: { b: { c: 0 }, 'e.f': 0 } }],
          },
        },
      ],
      [
        {
          cached: [{ _id: 1, a: 1, sum: 3 }],
          within: [{ b: { c: 2 }, e: [{ g: 2 }] }],
          without: [{ _id: 1, a: 1, b: { d: 3 }, e: [{ g: 2 }] }],
        },
      ],
    ],
    [
      'a boundary belongs to the bucket above it, and empty buckets are left out',
      [{ v: 1 }, { v: 5 }, { v: 50 }, {}],
      [
        {
          $bucket: {
            groupBy: '$v',
            boundaries: [0, 5, 8, 10],
            default: 'other',
            output: { n: { $sum: 1 } },
          },
        },
      ],
      [
        { _id: 0, n: 1 },
        { _id: 5, n: 1 },
        { _id: 'other', n: 2 },
      ],
    ],
    [
      'sorting by count puts the most frequent first',
      [{ v: 1 }, { v: 2 }, { v: 2 }],
      [{ $sortByCount: '$v' }],
      [
        { _id: 2, count: 2 },
        { _id: 1, count: 1 },
      ],
    ],
    [
      'a root is replaced',
      [{ a: { b: 1 } }],
      [{ $replaceRoot: { newRoot: { $mergeObjects: ['$a', { c: '$_id' }] } } }],
      [{ b: 1, c: 1 }],
    ],
  ];
for (const [promise, documents, pipeline, expected] of rows) {
  test(promise, async () => {
    assert.deepEqual(await results(documents, pipeline), expected);
  });
}

const values: Document[] = [
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
];
const matches: [filter: Document, ids: number[]][] = [
  [{ v: { $gte: morning } }, [1, 6]],
  [{ v: { $lt: morning } }, [6]],
  [{ v: { $gt: 1 } }, [5]],
  [{ v: { $gte: at('2022-01-01T00:00'), $lt: at('2024-01-01T00:00') } }, [6]],
  [{ v: { $gt: 'w', $in: ['x', 'y'] } }, [2]],
  [{ v: { $gte: 5, $nin: [5] } }, []],
  [{ v: 5, $or: [{ v: 5 }] }, [5]],
  [{ v: { toString: 1 } }, []],
  [{ v: { $lte: 'z' } }, [2]],
  [{ v: { $lte: null } }, [3, 4]],
  [{ v: null }, [3, 4]],
  [{ v: { $ne: null } }, [1, 2, 5, 6, 7, 8, 9]],
  [{ v: { $exists: false } }, [3]],
  [{ v: { $in: [null, 5] } }, [3, 4, 5]],
  [{ v: { $in: ['x', 5] } }, [2, 5]],
  [{ v: { $nin: ['x', 5] } }, [1, 3, 4, 6, 7, 8, 9]],
  [{ v: { $in: [morning] } }, [1]],
  [{ v: { $not: { $gte: morning } } }, [2, 3, 4, 5, 7, 8, 9]],
  [{ v: /^X/i }, [2]],
  [{ v: { $regex: '^X', $options: 'i' } }, [2]],
  [{ 'v.b': 2 }, [8, 9]],
  [{ 'v.b': { $gt: 1 } }, [8, 9]],
  [{ 'v.b': { $in: [1] } }, [8]],
  [{ 'v.b': 1, 'v.c': 2 }, [8]],
  [{ v: { $elemMatch: { b: 1, c: 2 } } }, []],
  [{ v: { $elemMatch: { b: 2, c: 2 } } }, [8]],
  [{ 'v.0.b': 1 }, [8]],
  [{ v: { $size: 2 } }, [6, 8]],
  [{ $or: [{ v: 5 }, { v: 'x' }], $nor: [{ v: 'x' }] }, [5]],
  [{ $expr: { $eq: ['$v', true] } }, [7]],
];
for (const [filter, ids] of matches) {
  test(`${JSON.stringify(filter)} matches ${ids.join(', ') || 'nothing'}`, async () => {
    const found = await results(values, [{ $match: filter }, { $project: { _id: 1 } }]);
    assert.deepEqual(
      found.map(({ _id }) => _id),
      ids,
    );
  });
}

test('$$NOW is one instant for all documents', async () => {
  const slow = [
    { $set: { spin: { $size: { $range: [0, 20_000] } } } },
    { $group: { _id: '$$NOW' } },
  ];
  assert.equal(
    (
      await results(
        Array.from({ length: 100 }, () => ({})),
        slow,
      )
    ).length,
    1,
  );
});

store.load('rocketchat', 'users', [
  { _id: 'ann', name: 'Ann', town: 'Oslo' },
  { _id: 'bob', name: 'Bob', town: 'Bern' },
]);
const sessions: Document[] = [
  { userId: 'bob' },
  { userId: 'zoe' },
  {},
  { userId: ['ann', 'bob', 'ann'] },
];
const joined = async (lookup: Document) => {
  const found = await results(sessions, [{ $lookup: { from: 'users', as: 'users', ...lookup } }]);
  return found.map(({ users }) => (users as Document[]).map(({ _id }) => _id));
};
const names = {
  let: { wanted: '$userId' },
  pipeline: [{ $match: { $expr: { $eq: ['$_id', '$$wanted'] } } }],
};
const lookups: [promise: string, lookup: Document, expected: unknown[][]][] = [
  ['by _id', { localField: 'userId', foreignField: '_id' }, [['bob'], [], [], ['ann', 'bob']]],
  ['by another field', { localField: '_id', foreignField: 'none' }, [[], [], [], []]],
  [
    'by a field that is missing on both sides',
    { localField: 'none', foreignField: 'none' },
    [
      ['ann', 'bob'],
      ['ann', 'bob'],
      ['ann', 'bob'],
      ['ann', 'bob'],
    ],
  ],
  [
    'by fields and a pipeline',
    { localField: 'userId', foreignField: '_id', pipeline: [{ $match: { town: 'Oslo' } }] },
    [[], [], [], ['ann']],
  ],
  ['by variables', names, [['bob'], [], [], []]],
  [
    'by variables and a pipeline that goes on',
    { ...names, pipeline: [...names.pipeline, { $match: { town: 'Oslo' } }] },
    [[], [], [], []],
  ],
  [
    'by variables that are no join',
    {
      let: { wanted: '$userId' },
      pipeline: [{ $match: { $expr: { $ne: ['$_id', '$$wanted'] } } }],
    },
    [['ann'], ['ann', 'bob'], ['ann', 'bob'], ['ann', 'bob']],
  ],
  [
    'to everything',
    { pipeline: [{ $match: { town: 'Bern' } }] },
    [['bob'], ['bob'], ['bob'], ['bob']],
  ],
];
for (const [promise, lookup, expected] of lookups) {
  test(`$lookup joins ${promise}`, async () => {
    assert.deepEqual(await joined(lookup), expected);
  });
}

test('$lookup by _id looks at no other document', async () => {
  const visited: string[] = [];
  const watched = (_id: string): Document => ({
    _id,
    get name() {
      visited.push(_id);
      return _id;
    },
  });
  store.load('rocketchat', 'watched', ['ann', 'bob', 'zed'].map(watched));
  const none = [{ $match: { name: 'nobody' } }];
  for (const lookup of [
    { localField: 'userId', foreignField: '_id', pipeline: none },
    { let: names.let, pipeline: [{ $match: { ...names.pipeline[0]?.$match, name: 'nobody' } }] },
  ]) {
    visited.length = 0;
    const from = { from: 'watched', as: 'users', ...lookup };
    await results([{ userId: 'bob' }, { userId: 'zoe' }], [{ $lookup: from }]);
    assert.deepEqual(visited, ['bob']);
  }
});
