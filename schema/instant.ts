import { GraphQLScalarType, Kind, valueFromASTUntyped, type ValueNode } from 'graphql';
import { badUserInput } from './errors.js';
import { isCalendarDay } from './local-date.js';
import { shownValue } from './shown-value.js';

const rfc3339 =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/**
 * An instant of RFC 3339 with a zone, as a `Date`; digits below the millisecond are dropped. A
 * variable may also be a `Date`, which no client can send: the REST paths validate dates by themselves.
 */
export const Instant = new GraphQLScalarType<Date, string>({
  name: 'Instant',
  description:
    'A moment in time, as RFC 3339 writes it, with a zone: `2024-03-05T13:05:00Z`, `2024-03-05T10:05:00.250-03:00`. Milliseconds are optional, digits below them are dropped. Answers are in UTC with milliseconds.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  parseValue: (value) => (value instanceof Date ? value : parseInstant(value)),
  parseLiteral: (node) =>
    parseInstant(node.kind === Kind.STRING ? node.value : valueFromASTUntyped(node), node),
  // Results also hold epoch milliseconds, which a shared cache can store.
  serialize: (value) => new Date(value as Date | number).toISOString(),
});

function parseInstant(value: unknown, node?: ValueNode): Date {
  if (typeof value === 'string' && rfc3339.test(value) && isCalendarDay(value)) {
    return new Date(value);
  }
  throw badUserInput(
    `expected an instant of RFC 3339 with a zone, such as "2024-03-05T13:05:00Z", got ${shownValue(value)}.`,
    node,
  );
}
