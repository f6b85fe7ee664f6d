import type { IncomingMessage } from 'node:http';

/**
 * The longest value, in characters, of each header that the gateway or a library parses. Some
 * parsers take quadratic time: the one of content types, below Apollo's check for preflights, took
 * a second for 15 kB of spaces. Headers that are not listed are parsed by nothing.
 */
const maxLengths = new Map(
  Object.entries({
    'content-type': 256,
    accept: 1024,
    'accept-encoding': 256,
    'accept-version': 256,
    'access-control-request-headers': 1024,
    'access-control-request-method': 64,
    'apollo-require-preflight': 256,
    'content-encoding': 256,
    'content-length': 64,
    host: 512,
    'if-match': 512,
    'if-modified-since': 64,
    'if-none-match': 512,
    'if-range': 512,
    'if-unmodified-since': 64,
    origin: 512,
    range: 256,
    'x-apollo-operation-name': 256,
    'x-auth-token': 1024,
    'x-forwarded-for': 1024,
    'x-forwarded-host': 512,
    'x-forwarded-proto': 64,
    'x-request-id': 512,
    'x-user-id': 256,
  }),
);

class HeaderTooLong extends Error {
  readonly statusCode = 431;
}

/** The error, 431, of a request with a longer header; to be asked before a library parses it. */
export function headerTooLong({ headers }: IncomingMessage): HeaderTooLong | undefined {
  for (const name in headers) {
    const maxLength = maxLengths.get(name) ?? Infinity;
    if ((headers[name]?.length ?? 0) > maxLength) {
      return new HeaderTooLong(`The header ${name} is longer than ${maxLength} characters.`);
    }
  }
  return undefined;
}
