import { GraphQLScalarType, Kind, valueFromASTUntyped, type ValueNode } from 'graphql';
import { isTimeZone } from '../config/time-zone.js';
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
