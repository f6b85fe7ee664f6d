import { GraphQLScalarType, Kind, valueFromASTUntyped, type ValueNode } from 'graphql';
import { Temporal } from 'temporal-polyfill';
import { badUserInput } from './errors.js';
import { shownValue } from './shown-value.js';

/** The name of a time zone, as it was given. */
export const TimeZone = new GraphQLScalarType<string, string>({
  name: 'TimeZone',
  description:
    'A name of the IANA time zone database, such as `Europe/Berlin` or `UTC`; no offset. Responses repeat the name as it was given.',
  specifiedByURL: 'https://www.iana.org/time-zones',
  parseValue: (value) => parseTimeZone(value),
  parseLiteral: (node) =>
    parseTimeZone(node.kind === Kind.STRING ? node.value : valueFromASTUntyped(node), node),
  serialize: String,
});

function parseTimeZone(value: unknown, node?: ValueNode): string {
  if (typeof value === 'string' && isTimeZone(value)) return value;
  throw badUserInput(
    `expected a name of the IANA time zone database such as "Europe/Berlin", got ${shownValue(value)}.`,
    node,
  );
}

/** Neither list of names is complete, and each of the two accepts what the other rejects. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}
