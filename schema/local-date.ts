import { GraphQLScalarType, Kind, valueFromASTUntyped, type ValueNode } from 'graphql';
import { badUserInput } from './errors.js';
import { shownValue } from './shown-value.js';

const fullDate = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

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
  if (typeof value === 'string') {
    const parts = fullDate.exec(value);
    if (parts && isCalendarDay(Number(parts[1]), Number(parts[2]), Number(parts[3]))) return value;
  }
  throw badUserInput(
    `expected a date of the calendar such as "2024-03-05", got ${shownValue(value)}.`,
    node,
  );
}

/** Whether the month, 1 to 12, has that day, which is 1 to 31. */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  // Every month has these.
  if (day <= 28) return true;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
