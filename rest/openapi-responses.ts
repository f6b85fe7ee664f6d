import { forbidden, serviceUnavailable, timedOut, unauthenticated } from '../schema/errors.js';
import {
  knownErrorResponse,
  internalError,
  methodNotAllowed,
  errorResponse,
  tooManyCalls,
  noStoreHeaders,
  type RestResponse,
} from './responses.js';
import { exactly, objectSchema, reference, type JsonSchema } from './json-schema.js';
import { matchParameters, type ParameterNames } from './match.js';

/** What decides how the paths refuse. */
export interface ResponseSettings {
  readonly fourKeyUnauthorized: boolean;
  /** Calls in a window to one path from one address; 0 for no limit. */
  readonly rateLimitCalls: number;
  readonly rateLimitWindowMS: number;
}

type Headers = Readonly<Record<string, JsonSchema>>;

/** The answers that all paths have in common, by status. */
export function commonResponses(settings: ResponseSettings): Readonly<Record<string, object>> {
  const cause = new Error();
  const worded = (error: Error) => knownErrorResponse(error, settings) ?? internalError;
  const results = {
    'Nobody is signed in, or the credentials are nobody’s.': worded(unauthenticated()),
    'The viewer lacks the permission `view-engagement-dashboard`.': worded(forbidden()),
    'A fault, which is in the log of the gateway.': internalError,
    'The workspace’s database cannot be asked at the moment.': worded(serviceUnavailable(cause)),
    'The time for this call ran out.': worded(timedOut(cause)),
  };
  const headers = references(commonHeaders(settings));
  return {
    ...Object.fromEntries(
      Object.entries(results).map(([description, { status, body }]) => [
        status,
        { description, headers, ...content(exactly(body), body) },
      ]),
    ),
    [methodNotAllowed.status]: {
      description: 'Told to every method but GET, HEAD and OPTIONS.',
      headers: { ...references(fixed(noStoreHeaders)), ...fixed(methodNotAllowed.headers) },
      ...content(exactly(methodNotAllowed.body), methodNotAllowed.body),
    },
    ...(settings.rateLimitCalls > 0 && { 429: tooMany(settings) }),
  };
}

/** The 200 of a path. */
export function successResponse(body: JsonSchema, settings: ResponseSettings) {
  return {
    description: 'The numbers.',
    headers: references(commonHeaders(settings)),
    ...content(body),
  };
}

/** The 400 of a path, with the sentences about its own parameters. */
export function rejectedResponse(names: ParameterNames, settings: ResponseSettings) {
  const [first = ''] = names.dates;
  const messages = ['', `${first}=yesterday`].flatMap((query) => {
    const match = matchParameters(query, names);
    return 'error' in match ? [match.error] : [];
  });
  return {
    description:
      'The query string is refused. Keys that are there are judged first, in their order, then those that are missing. A key that is repeated or carries brackets is refused, one that the path does not know is ignored.',
    headers: references(commonHeaders(settings)),
    content: {
      'application/json': {
        schema: reference('schemas/Refusal'),
        examples: Object.fromEntries(
          messages.map((error, index) => [
            `refusal${index + 1}`,
            { value: errorResponse(400, error).body },
          ]),
        ),
      },
    },
  };
}

/** The body of a refusal whose sentence depends on the call. */
export const errorSchema = objectSchema({
  success: { const: false },
  error: { type: 'string', minLength: 1 },
});

/** The headers of every answer to a call that is counted; exempt viewers are told no counts. */
export function commonHeaders(settings: ResponseSettings): Headers {
  return { ...fixed(noStoreHeaders), ...countHeaders(settings) };
}

function countHeaders({ rateLimitCalls }: ResponseSettings): Headers {
  if (rateLimitCalls === 0) return {};
  const header = (description: string, schema: JsonSchema) => ({
    description: `${description} Not sent to viewers with the permission \`api-bypass-rate-limit\`.`,
    schema: { type: 'integer', ...schema },
  });
  return {
    'x-ratelimit-limit': header('Calls to this path from one address in a window.', {
      const: rateLimitCalls,
    }),
    'x-ratelimit-remaining': header('Calls that are left in this window.', {
      minimum: 0,
      maximum: rateLimitCalls - 1,
    }),
    'x-ratelimit-reset': header('When the window ends, in milliseconds since 1970.', {
      minimum: 0,
    }),
  };
}

function tooMany(settings: ResponseSettings) {
  const longest = Math.ceil(settings.rateLimitWindowMS / 1000);
  const headers = {
    ...countHeaders(settings),
    'retry-after': {
      description: 'The seconds to wait.',
      schema: { type: 'integer', minimum: 0, maximum: longest },
    },
  };
  return {
    description: 'This address has called this path too often.',
    headers: {
      ...references(fixed(noStoreHeaders)),
      ...Object.fromEntries(
        Object.entries(headers).map(([name, header]) => [name, { ...header, required: true }]),
      ),
    },
    ...content(reference('schemas/Refusal'), tooManyCalls(longest).body),
  };
}

/** Headers that always have the same value. */
function fixed(headers: RestResponse['headers'] = {}): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      { required: true, schema: { type: 'string', const: value } },
    ]),
  );
}

function references(headers: Headers): Headers {
  return Object.fromEntries(
    Object.keys(headers).map((name) => [name, reference(`headers/${name}`)]),
  );
}

function content(schema: JsonSchema, example?: object) {
  return { content: { 'application/json': { schema, ...(example && { example }) } } };
}
