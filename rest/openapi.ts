import type { GraphQLSchema } from 'graphql';
import { bodySchema, metricFieldOf } from './body-schema.js';
import { reference } from './json-schema.js';
import { isoDate } from './match.js';
import {
  commonResponses,
  commonHeaders,
  errorSchema,
  rejectedResponse,
  successResponse,
  type ResponseSettings,
} from './openapi-responses.js';
import type { RouteSettings } from './paging.js';
import { base, routes, type Route } from './routes.js';
import { nameOf } from './stored-operation.js';

export interface OpenApiSettings extends RouteSettings, ResponseSettings {}

/** The headers with the credentials; both are needed. */
const securitySchemes = {
  userId: { type: 'apiKey', in: 'header', name: 'X-User-Id', description: 'The id of a user.' },
  authToken: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Auth-Token',
    description: 'A login token or personal access token of that user.',
  },
};

/**
 * The paths as OpenAPI 3.1 describes them, made of what answers them: the table, the operations,
 * the schema and the words of the refusals. The server is that of the door's place, `/api`.
 */
export function openApiDocument(schema: GraphQLSchema, settings: OpenApiSettings) {
  const common = commonResponses(settings);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Engagement gateway',
      version: '0.1.0',
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'Rocket.Chat’s engagement-dashboard paths, answered by the gateway’s GraphQL operations. A call is judged in this order: path (404), method (405), number of calls (429), viewer (401), permission (403), query string (400). HEAD is answered as GET is, without the body.',
    },
    servers: [{ url: '/api' }],
    security: [Object.fromEntries(Object.keys(securitySchemes).map((name) => [name, []]))],
    tags: [...new Set(routes.map(tagOf))].map((name) => ({ name })),
    paths: Object.fromEntries(
      routes.map((route) => [
        `${base}${route.path}`,
        { get: operationOf(route, schema, settings, Object.keys(common)) },
      ]),
    ),
    components: {
      securitySchemes,
      schemas: {
        ...Object.fromEntries(
          routes.map(({ operation, echo }) => [
            nameOf(operation),
            bodySchema(schema, operation, echo?.schema),
          ]),
        ),
        Refusal: errorSchema,
      },
      headers: commonHeaders(settings),
      responses: Object.fromEntries(
        Object.entries(common).map(([status, result]) => [`Status${status}`, result]),
      ),
    },
  };
}

function operationOf(
  route: Route,
  schema: GraphQLSchema,
  settings: OpenApiSettings,
  commonStatuses: readonly string[],
) {
  const description = metricFieldOf(schema, route.operation).description ?? '';
  const name = nameOf(route.operation);
  return {
    operationId: name,
    tags: [tagOf(route)],
    summary: plain(firstSentence(description)),
    description,
    parameters: parametersOf(route, schema, settings),
    responses: {
      200: successResponse(reference(`schemas/${name}`), settings),
      400: rejectedResponse(route.parameters, settings),
      ...Object.fromEntries(
        commonStatuses.map((status) => [status, reference(`responses/Status${status}`)]),
      ),
    },
  };
}

function parametersOf(route: Route, schema: GraphQLSchema, settings: OpenApiSettings) {
  const { args } = metricFieldOf(schema, route.operation);
  const describe = (name: string) => args.find((one) => one.name === name)?.description ?? '';
  const texts = Object.entries(route.texts?.(settings) ?? {});
  return [
    ...route.parameters.dates.map((name) => ({
      name,
      in: 'query',
      required: true,
      description: `${describe(name)} Exactly as JavaScript’s \`toISOString\` prints it: in UTC, with milliseconds, of a day that exists.`,
      schema: isoDate,
      example: isoDate.examples[0],
    })),
    ...texts.map(([name, text]) => ({
      name,
      in: 'query',
      description: `${describe(name)} ${text.reading}`,
      schema: text.schema,
    })),
  ];
}

/** The first part of a path, by which the page groups it. */
function tagOf({ path }: Route): string {
  return path.split('/')[1] ?? '';
}

function firstSentence(description: string): string {
  return description.split(/[.;](?=\s|$)/, 1)[0] ?? '';
}

/** Summaries are shown as they are, descriptions as Markdown. */
function plain(markdown: string): string {
  return markdown.replace(/\*\*|`/g, '');
}
