import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'mongodb';

/** Values of every type of BSON that is not deprecated, and those of numbers and dates that JavaScript cannot hold. */
export const oddValues: Readonly<Record<string, unknown>> = {
  null: null,
  'an empty string': '',
  'a string': 'odd',
  'a number as a string': '7',
  'an int': new Int32(7),
  'a negative int': new Int32(-7),
  'a fraction': 2.5,
  'a large double': new Double(1e20),
  'the largest double': Number.MAX_VALUE,
  NaN: NaN,
  Infinity: Infinity,
  '-Infinity': -Infinity,
  'a long': Long.fromString('3000000000'),
  'the largest long': Long.MAX_VALUE,
  'a decimal': Decimal128.fromString('2.5'),
  'a large decimal': Decimal128.fromString('1E6000'),
  'a decimal NaN': Decimal128.fromString('NaN'),
  'a decimal Infinity': Decimal128.fromString('Infinity'),
  true: true,
  'an empty object': {},
  'an object': { odd: ['value'] },
  'an empty list': [],
  'a list of a string': ['odd'],
  'a list of a number': [7],
  'a list of everything': [null, 1, 'b', {}, new Date(0), NaN],
  'a date': new Date('2024-03-05T10:30:00.000Z'),
  'the date 0': new Date(0),
  'a list of a date': [new Date('2024-03-05T10:30:00.000Z')],
  'the year 12024': new Date('+012024-03-05T10:30:00.000Z'),
  'an ObjectId': new ObjectId('65e6f0000000000000000001'),
  'binary data': new Binary(Buffer.from('odd')),
  'a regular expression': /odd/i,
  'a regular expression of PCRE': new BSONRegExp('(?i)odd', 'x'),
  'a timestamp': new Timestamp({ t: 1_709_640_000, i: 1 }),
  code: new Code('odd'),
  'code with a scope': new Code('odd', { value: 1 }),
  'the least key': new MinKey(),
  'the greatest key': new MaxKey(),
};

// The first are no ids, and the others equal to a double.
const noId = /list|regular|decimal$|decimal NaN|decimal Infinity/;

/** Those that MongoDB takes as an `_id`. */
export const oddIds = Object.fromEntries(
  Object.entries(oddValues).filter(([name]) => !noId.test(name)),
);
