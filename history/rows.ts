import { setImmediate } from 'node:timers/promises';

/** `text` may be null, `time` is in milliseconds UTC and NaN where there is none. */
const tables = {
  sessions: {
    user_id: 'text',
    login_at: 'time',
    closed_at: 'time',
    logout_at: 'time',
    last_activity_at: 'time',
    computed: 'flag',
  },
  users: { user_id: 'text', role: 'text' },
} as const;

export type Column = 'text' | 'time' | 'flag';
export interface Values {
  text: (string | null)[];
  time: Float64Array;
  flag: Uint8Array;
}

/** The two tables of the history: session documents, and one row per `user_daily` document. */
export type Table = keyof typeof tables;
export const tableNames = ['sessions', 'users'] as const satisfies readonly Table[];

type AnyRows = Record<string, Values[Column]>;

/** The rows of a stored day as columns of equal length. */
export type Rows<Name extends Table> = {
  -readonly [Key in keyof (typeof tables)[Name]]: (typeof tables)[Name][Key] extends Column
    ? Values[(typeof tables)[Name][Key]]
    : never;
};
export type SessionRows = Rows<'sessions'>;
export type UserRows = Rows<'users'>;

/** The columns of a table in their order. */
export const columnsOf = (table: Table) => Object.entries<Column>(tables[table]);

/** As many rows, to be filled. */
export function emptyRows<Name extends Table>(table: Name, length: number): Rows<Name> {
  const empty = { text: Array, time: Float64Array, flag: Uint8Array };
  return Object.fromEntries(
    columnsOf(table).map(([name, type]) => [name, new empty[type](length)]),
  ) as Rows<Name>;
}

/** The rows whose user id passes, in their order. */
export function selectRows<Name extends Table>(
  rows: Rows<Name>,
  passes: (userId: string | null) => boolean,
): Rows<Name> {
  const selected = rows.user_id.map(passes);
  return Object.fromEntries(
    Object.entries<Values[Column]>(rows).map(([name, values]) => [
      name,
      (values as Values['text']).filter((_, index) => selected[index]),
    ]),
  ) as Rows<Name>;
}

/** The rows of all parts, one part after the other. */
export function joinRows<Name extends Table>(
  table: Name,
  parts: readonly Rows<Name>[],
): Rows<Name> {
  const length = parts.reduce((sum, { user_id }) => sum + user_id.length, 0);
  const joined = emptyRows(table, length);
  let from = 0;
  for (const part of parts) {
    for (const [name, type] of columnsOf(table)) {
      storeValues(joined, name, type, from, (part as AnyRows)[name] ?? []);
    }
    from += part.user_id.length;
  }
  return joined;
}

/** Copies values of a column to the rows from `from` on; what is no time becomes NaN. */
export function storeValues(
  rows: object,
  name: string,
  type: Column,
  from: number,
  read: ArrayLike<unknown>,
): void {
  const values = (rows as AnyRows)[name];
  if (values === undefined) return;
  for (let index = 0; index < read.length; index++) {
    const value = read[index];
    values[from + index] =
      type === 'text' ? ((value ?? null) as string) : type === 'time' ? time(value) : Number(value);
  }
}

const time = (value: unknown) => (typeof value === 'number' ? value : NaN);

/** The values of a column at these rows. */
export function pickValues(rows: object, name: string, order: ArrayLike<number>): Values[Column] {
  const values = (rows as AnyRows)[name] ?? [];
  return Array.from(order, (index) => values[index]) as Values['text'];
}

/** The indices of the rows in the order of their columns, nulls last. */
export async function sortedOrder(table: Table, rows: object): Promise<number[]> {
  const columns = columnsOf(table).map(([name]) => (rows as AnyRows)[name] ?? []);
  const ofUser = new Map<string | null, number[]>();
  for (const [index, id] of (columns[0] as Values['text']).entries()) {
    const indices = ofUser.get(id);
    if (indices) indices.push(index);
    else ofUser.set(id, [index]);
    if (index % 20_000 === 19_999) await setImmediate();
  }
  const others = columns.slice(1);
  const compare = (a: number, b: number) => {
    for (const values of others) {
      const order = compareValues(values[a], values[b]);
      if (order !== 0) return order;
    }
    return 0;
  };
  const users = [...ofUser.keys()].sort(compareValues);
  const order: number[] = [];
  for (const [index, id] of users.entries()) {
    for (const row of ofUser.get(id)?.sort(compare) ?? []) order.push(row);
    if (index % 2_000 === 1_999) await setImmediate();
  }
  return order;
}

/** Ascending; null and NaN after everything else. */
function compareValues(a: string | number | null | undefined, b: typeof a): number {
  if (a === b) return 0;
  const [noA, noB] = [isNothing(a), isNothing(b)];
  return noA || noB ? Number(noA) - Number(noB) : (a ?? 0) < (b ?? 0) ? -1 : 1;
}

const isNothing = (value: unknown) => value === null || value === undefined || value !== value;
