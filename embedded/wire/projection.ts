import { badValue } from './errors.js';
import { composition, evaluation, type Evaluate } from './expressions.js';
import { fieldOf, pathOf, type Path } from './paths.js';
import { isDocument, isNumeric, isTrue, type BsonDocument } from './values.js';

/** `$project`, also of a `find`: names or computes the fields that stay, and no others. */
export function projection(argument: unknown): (document: BsonDocument) => BsonDocument {
  const fields = Object.entries(isDocument(argument) ? argument : {});
  if (!fields.some(([, value]) => !isSwitch(value) || isTrue(value))) {
    throw badValue('a projection must name a field that stays');
  }
  const included: Path[] = fields.some(([name]) => name === '_id') ? [] : [['_id']];
  const computed: [name: string, evaluate: Evaluate][] = [];
  for (const [name, value] of fields) {
    const inner = Object.entries(isDocument(value) ? value : {});
    const isNested = inner.some(([field, one]) => !field.startsWith('$') && isSwitch(one));
    if (name.startsWith('$') || (!isSwitch(value) && name.includes('.')) || isNested) {
      throw badValue(`'${name}' is no field, or computes one within another`);
    }
    if (!isSwitch(value)) computed.push([name, evaluation(value)]);
    else if (isTrue(value)) included.push(pathOf(name));
    else if (name !== '_id') throw badValue('a projection excludes no field but _id here');
  }
  const pick = picking(included);
  const compute = composition(computed);
  return (document) => ({ ...(pick(document) as BsonDocument), ...compute(document) });
}

/** Whether a value says that a field stays or goes. */
function isSwitch(value: unknown): boolean {
  return typeof value === 'boolean' || isNumeric(value);
}

/** Makes a copy of a document with the fields at these paths alone, `undefined` of anything else. */
function picking(paths: readonly Path[]): (value: unknown) => unknown {
  const names = new Set(paths.map(([name = '']) => name));
  const fields = Array.from(names, (name): [name: string, pick: Evaluate] => {
    const below = paths.filter(([first]) => first === name).map(([, ...rest]) => rest);
    const isWhole = below.some(({ length }) => length === 0);
    const pick = isWhole ? (value: unknown) => value : picking(below);
    return [name, (document) => pick(fieldOf(document, name))];
  });
  const compose = composition(fields);
  return function pick(value): unknown {
    if (isDocument(value)) return compose(value);
    if (!Array.isArray(value)) return undefined;
    return value.map(pick).filter((element) => element !== undefined);
  };
}
