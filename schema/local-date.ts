import { GraphQLScalarType, Kind, valueFromASTUntyped, type ValueNode } from 'graphql';
import { badUserInput } from './errors.js';
import { shownValue } from './shown-value.js';

const fullDate = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** A date of the calendar as a string such as `2024-03-05`. */
export const LocalDate = new GraphQLScalarType<string, string>({
  name: 'LocalDate',
  description:
    'A calendar day without a time zone, as `full-date` of RFC 3339 writes it: `2024-03-05`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  parseValue: (value) => parseLocalDate(value),
  parseLiteral: (node) =>
    parseLocalDate(node.kind === Kind.STRING ? node.value : valueFromASTUntyped(node), node),
  serialize: String,
});

function parseLocalDate(value: unknown, node?: ValueNode): string {
  if (typeof value === 'string' && fullDate.test(value) && isCalendarDay(value)) return value;
  throw badUserInput(
    `expected a date of the calendar such as "2024-03-05", got ${shownValue(value)}.`,
    node,
  );
}

/** Whether the `full-date` that a text begins with is a day of its month. */
export function isCalendarDay(text: string): boolean {
  const day = Number(text.slice(8, 10));
  // Every month has these.
  return day <= 28 || new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() === day;
}
