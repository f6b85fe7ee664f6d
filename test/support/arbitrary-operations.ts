import fc, { type Arbitrary } from 'fast-check';
import {
  getNullableType,
  GraphQLBoolean,
  GraphQLError,
  GraphQLNonNull,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  OperationTypeNode,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLScalarType,
  type GraphQLSchema,
} from 'graphql';

/** An operation, valid or not, and the ways to execute it. */
export interface RandomOperation {
  readonly source: string;
  readonly executions: readonly Execution[];
}

/** Variables, right or wrong, and what the resolvers do meanwhile. */
export interface Execution {
  readonly variables: Record<string, unknown>;
  /** By the key under which a field of `Query` stands in the response. */
  readonly results: Record<string, RandomAnswer>;
}

/** What comes of a resolver, after some turns of the event loop: an error, or any value at all. */
export interface RandomAnswer {
  readonly turns: number;
  readonly fails: boolean;
  readonly value: unknown;
}

/** What an operation has so far; parts are written in the order in which they stand. */
interface Draft {
  readonly variables: string[];
  /** How many aliases of its own a field has been given. */
  aliases: number;
  readonly fragments: { name: string; type: string; text: string }[];
  readonly executions: readonly Execution[];
  /** Whether it is of such parts alone as may be compiled. */
  readonly isBare: boolean;
}

/** A part of an operation: returns its text, and puts what it needs elsewhere into the draft. */
type Part = (draft: Draft) => string;

const executionsEach = 2;

/** `usual`, and one time in `times` each of the others. */
function mostly<Value>(times: number, usual: Arbitrary<Value>, ...others: Arbitrary<Value>[]) {
  const rare = others.map((arbitrary) => ({ arbitrary, weight: 1 }));
  return fc.oneof({ arbitrary: usual, weight: times - others.length }, ...rare);
}

const fixed = (...texts: string[]) => fc.constantFrom(...texts).map<Part>((text) => () => text);

const perExecution = <Value>(arbitrary: Arbitrary<Value>) =>
  fc.array(arbitrary, { minLength: executionsEach, maxLength: executionsEach });

/** Skip and include, by a literal or by a variable: none at most places, both at some. */
const arbitraryDirectives: Arbitrary<Part> = mostly(
  4,
  fixed(''),
  fc
    .tuple(fc.subarray(['skip', 'include']), condition(), condition())
    .map(([names, ...conditions]) => (draft) => {
      if (draft.isBare) return '';
      return names.map((name, at) => ` @${name}(if: ${conditions[at]?.(draft) ?? ''})`).join('');
    }),
);

function condition(): Arbitrary<Part> {
  return arbitraryInput(new GraphQLNonNull(GraphQLBoolean), true);
}

/**
 * Random operations on a schema; about half of the queries are valid. Bare ones have no fragments,
 * no directives, and variables without defaults for all values.
 */
export function arbitraryOperation(
  schema: GraphQLSchema,
  { isBare, of = OperationTypeNode.QUERY }: { isBare: boolean; of?: OperationTypeNode },
): Arbitrary<RandomOperation> {
  const root = schema.getRootType(of);
  if (!root) throw new TypeError(`The schema has no ${of}.`);
  return arbitrarySelections(root).map((selections) => {
    const executions = Array.from({ length: executionsEach }, (): Execution => ({
      variables: {},
      results: {},
    }));
    const draft: Draft = { variables: [], aliases: 0, fragments: [], executions, isBare };
    const text = selections(draft);
    const variables = draft.variables.length > 0 ? `(${draft.variables.join(', ')})` : '';
    const fragments = draft.fragments.map(
      ({ name, type, text }) => `fragment ${name} on ${type} { ${text} }`,
    );
    return { source: [`${of}${variables} { ${text} }`, ...fragments].join('\n'), executions };
  });
}

/** Fields and fragments; `depth` counts the fragments in each other, two at most. */
function arbitrarySelections(type: GraphQLObjectType, depth = 0): Arbitrary<Part> {
  const fields = Object.values(type.getFields()).map((field) => arbitraryField(type, field));
  const field = mostly(200, fc.oneof(...fields), fixed('__typename', 'other'));
  const selection = depth > 1 ? field : mostly(6, field, ...arbitraryFragments(type, depth + 1));
  const times = mostly(12, fc.constant(1), fc.constant(2));
  return fc
    .array(fc.tuple(selection, times), { minLength: 1, maxLength: 3 })
    .map((selections) => (draft) => {
      const texts = selections.map(([write, times]) => `${write(draft)} `.repeat(times));
      return texts.join('').trim();
    });
}

function arbitraryFragments(type: GraphQLObjectType, depth: number): Arbitrary<Part>[] {
  const selections = arbitrarySelections(type, depth);
  const inline = fc
    .tuple(fc.constantFrom('', ` on ${type.name}`), arbitraryDirectives, selections)
    .map<Part>(([on, directives, write]) => (draft) => {
      if (draft.isBare) return write(draft);
      return `...${on}${directives(draft)} { ${write(draft)} }`;
    });
  const named = fc
    .tuple(fc.boolean(), arbitraryDirectives, selections)
    .map<Part>(([another, directives, write]) => (draft) => {
      if (draft.isBare) return write(draft);
      const known = draft.fragments.find((fragment) => !another && fragment.type === type.name);
      const text = known ? '' : write(draft);
      const fragment = known ?? { name: `F${draft.fragments.length}`, type: type.name, text };
      if (!known) draft.fragments.push(fragment);
      return `...${fragment.name}${directives(draft)}`;
    });
  return [inline, named];
}

function arbitraryField(
  parent: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
): Arbitrary<Part> {
  const type = objectIn(field.type);
  const isRoot = parent.name === 'Query';
  return fc
    .record({
      // Two fields of one name and different arguments would conflict.
      alias: mostly(
        8,
        fc.constant(field.args.length > 0 ? 'new' : ''),
        fc.constantFrom('', 'a', 'b'),
      ),
      args: arbitraryEntries(field.args, isRequiredArgument, true),
      directives: arbitraryDirectives,
      selections: type ? arbitrarySelections(type) : fc.constant(undefined),
      results: isRoot ? perExecution(arbitraryAnswer(field.type)) : fc.constant([]),
    })
    .map(({ alias: choice, args, directives, selections, results }) => (draft) => {
      if (choice === 'new') draft.aliases += 1;
      const alias = choice === 'new' ? `a${draft.aliases}` : choice;
      draft.executions.forEach((run, index) => {
        const result = results[index];
        if (result) run.results[alias || field.name] ??= result;
      });
      const name = alias ? `${alias}: ${field.name}` : field.name;
      const given = args(draft);
      const text = `${name}${given && `(${given})`}${directives(draft)}`;
      return selections ? `${text} { ${selections(draft)} }` : text;
    });
}

function objectIn(type: GraphQLOutputType): GraphQLObjectType | undefined {
  const inner = getNullableType(type);
  if (isListType(inner)) return objectIn(inner.ofType);
  return isObjectType(inner) ? inner : undefined;
}

/** Arguments or the fields of an input object: the required ones mostly, the others sometimes. */
function arbitraryEntries<Entry extends { name: string; type: GraphQLInputType }>(
  entries: readonly Entry[],
  isRequired: (entry: Entry) => boolean,
  variables: boolean,
): Arbitrary<Part> {
  const parts = entries.map((entry) => {
    const given = arbitraryInput(entry.type, variables).map<Part>((write) => (draft) => {
      return `${entry.name}: ${write(draft)}`;
    });
    return isRequired(entry) ? mostly(80, given, fixed('')) : mostly(2, given, fixed(''));
  });
  return fc.tuple(...parts, mostly(200, fixed(''), fixed('other: 1'))).map(
    (writes) => (draft) =>
      writes
        .map((write) => write(draft))
        .filter(Boolean)
        .join(', '),
  );
}

/** A value, of the type in most cases: a literal, or a variable where one may stand. */
function arbitraryInput(type: GraphQLInputType, variables: boolean): Arbitrary<Part> {
  const literal = arbitraryLiteral(type, variables);
  if (!variables) return literal;
  const variable = arbitraryVariable(type);
  return fc.tuple(mostly(3, literal, variable), variable).map(
    ([any, bare]) =>
      (draft) =>
        draft.isBare ? bare(draft) : any(draft),
  );
}

function arbitraryLiteral(type: GraphQLInputType, variables: boolean): Arbitrary<Part> {
  const inner = getNullableType(type);
  const wrong = fixed('null', 'OTHER', '"other"', '1.5', '2147483648', '[]', '{}', '[null]');
  const nothing = isNonNullType(type) ? wrong : fixed('null');
  if (isListType(inner)) {
    const item = arbitraryInput(inner.ofType, variables);
    const list = fc.array(item, { maxLength: 3 }).map<Part>((items) => (draft) => {
      return `[${items.map((write) => write(draft)).join(', ')}]`;
    });
    return mostly(10, list, item, nothing);
  }
  if (isInputObjectType(inner)) {
    const fields = Object.values(inner.getFields());
    const object = arbitraryEntries(fields, isRequiredInputField, variables).map<Part>(
      (write) => (draft) => `{${write(draft)}}`,
    );
    return mostly(30, object, nothing);
  }
  const texts = leafValues(inner).map((value) =>
    isEnumType(inner) ? String(value) : JSON.stringify(value),
  );
  return mostly(60, fixed(...texts), nothing);
}

/** A variable, now and then declared as another type than it should, with a default or none. */
function arbitraryVariable(type: GraphQLInputType): Arbitrary<Part> {
  const name = String(getNullableType(type));
  return fc
    .record({
      declared: mostly(40, fc.constant(String(type)), fc.constantFrom(name, `${name}!`, 'String')),
      preset: mostly(3, fixed(''), arbitraryLiteral(type, false)),
      values: perExecution(mostly(30, arbitraryJson(type), fc.constant(undefined))),
    })
    .map(({ declared, preset, values }) => (draft) => {
      const variable = `v${draft.variables.length}`;
      const text = draft.isBare ? '' : preset(draft);
      const as = draft.isBare ? String(type) : declared;
      draft.variables.push(`$${variable}: ${as}${text && ` = ${text}`}`);
      draft.executions.forEach((run, index) => {
        if (values[index] !== undefined) run.variables[variable] = values[index];
      });
      return `$${variable}`;
    });
}

/** A value as JSON has it, of the type in most cases. */
export function arbitraryJson(type: GraphQLInputType): Arbitrary<unknown> {
  const inner = getNullableType(type);
  const wrong = fc.constantFrom<unknown>(null, 'other', 1.5, 2 ** 31, [], {}, [null]);
  if (isListType(inner)) {
    const item = arbitraryJson(inner.ofType);
    return mostly<unknown>(20, fc.array(item, { maxLength: 3 }), item, wrong);
  }
  if (isInputObjectType(inner)) {
    const fields = Object.values(inner.getFields());
    const values = fields.map(({ name, type }) => [name, arbitraryJson(type)] as const);
    const required = fields.filter(isRequiredInputField).map(({ name }) => name);
    const object = fc.record<Record<string, unknown>>(Object.fromEntries(values), {
      requiredKeys: required,
    });
    const spoiled = object.map((fields) => ({ ...fields, other: 1 }));
    return mostly<unknown>(20, object, spoiled, wrong);
  }
  return mostly(20, fc.constantFrom(...leafValues(inner)), wrong);
}

/** What comes of a resolver of this type: a value in most cases, with all its fields. */
export function arbitraryAnswer(type: GraphQLOutputType): Arbitrary<RandomAnswer> {
  const turns = fc.nat(2);
  return mostly<RandomAnswer>(
    8,
    fc.record({ turns, fails: fc.constant(false), value: arbitraryOutput(type) }),
    fc.record({ turns, fails: fc.constant(true), value: arbitraryError }),
  );
}

const arbitraryError = fc.constantFrom(
  new TypeError('a fault of the gateway'),
  new GraphQLError('shown to clients', { extensions: { code: 'TIMEOUT', http: { status: 504 } } }),
);

/** What a resolver may come up with: mostly a value of the type, down to the last field. */
function arbitraryOutput(type: GraphQLOutputType): Arbitrary<unknown> {
  const inner = getNullableType(type);
  const wrong = fc.constantFrom<unknown>(null, undefined, 'other', 1.5, NaN, new Date(NaN), {});
  const others: Arbitrary<unknown>[] = [wrong, arbitraryError];
  if (isListType(inner)) {
    return mostly<unknown>(
      60,
      fc.array(arbitraryOutput(inner.ofType), { maxLength: 3 }),
      ...others,
    );
  }
  if (isObjectType(inner)) {
    const fields = Object.values(inner.getFields());
    const values = fields.map(({ name, type }) => [name, arbitraryOutput(type)] as const);
    return mostly<unknown>(60, fc.record(Object.fromEntries(values)), ...others);
  }
  if (!isLeafType(inner)) throw new TypeError(`${inner.name} is an abstract type.`);
  const value = fc.constantFrom<unknown>(
    ...(inner.name === 'Instant' ? [new Date(0), new Date(1.7e12)] : leafValues(inner)),
  );
  return mostly(60, isNonNullType(type) ? value : mostly(4, value, fc.constant(null)), ...others);
}

/** Values of a leaf type as JSON has them. */
function leafValues(type: GraphQLScalarType | GraphQLEnumType): readonly unknown[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => name);
  switch (type.name) {
    case 'Instant':
      return ['2024-03-05T13:05:00Z', '2024-02-29T23:59:59.999-03:00'];
    case 'LocalDate':
      return [...repeated(3, '2024-03-05', '2024-02-29', '2023-12-31'), '2023-02-29'];
    case 'TimeZone':
      return [...repeated(4, 'Europe/Berlin', 'UTC', 'America/Havana'), '+05:30', 'general'];
    case 'Int':
      return [0, 1, 1, 3, -7, 2_147_483_647];
    case 'Boolean':
      return [true, false];
    default:
      return ['', 'general', '"ä" \\ \n🐢', "'+1+'", '`${1}`', '$1', '\u2028'];
  }
}

/** Each value `times` times, for a list of which most are valid. */
function repeated(times: number, ...values: string[]): string[] {
  return Array.from({ length: times }, () => values).flat();
}
