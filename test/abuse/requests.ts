import assert from 'node:assert/strict';
import type { GraphqlResult, RequestHeaders, TestGateway } from '../support/gateway.js';

/** What came of a request, whether it was GraphQL or not. */
export interface RestResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** An answer that is JSON in GraphQL's form. */
export interface GraphqlResponse extends RestResponse, Pick<GraphqlResult, 'data' | 'errors'> {
  readonly extensions?: Record<string, unknown>;
}

/** What fetch may be given, with headers as a plain object. */
export interface Init extends Omit<RequestInit, 'headers'> {
  readonly headers?: RequestHeaders;
}

export const restBase = '/api/v1/engagement-dashboard';

/** Sends anything anywhere on the gateway. */
export async function send(
  gateway: TestGateway,
  path: string,
  init: Init = {},
): Promise<RestResponse> {
  const { status, headers, text } = await raw(gateway, path, init);
  return { status, headers, text };
}

/** A GraphQL request by POST; the body is sent as it is when it is text. */
export async function post(
  gateway: TestGateway,
  body: object | string,
  headers: RequestHeaders = {},
): Promise<GraphqlResponse> {
  return parsed(
    await raw(gateway, '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  );
}

/** A GraphQL request by GET. */
export async function get(
  gateway: TestGateway,
  parameters: Readonly<Record<string, string>>,
  headers: RequestHeaders = { 'apollo-require-preflight': 'true' },
): Promise<GraphqlResponse> {
  const query = new URLSearchParams(parameters).toString();
  return parsed(await raw(gateway, `/graphql?${query}`, { headers }));
}

async function raw({ url }: TestGateway, path: string, init: Init): Promise<RestResponse> {
  const response = await fetch(`${url}${path}`, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

function parsed(result: RestResponse): GraphqlResponse {
  return { ...result, ...(JSON.parse(result.text) as object) } as GraphqlResponse;
}

/** The request was rejected with this one message, and nothing beside it. */
export function assertRejected({ text, data, errors }: GraphqlResponse, message: RegExp): void {
  assert.equal(data ?? null, null, text);
  assert.equal(errors?.length, 1, text);
  assert.match(errors[0]?.message ?? '', message);
}

/** A part of an operation many times over; `#` in it becomes its number. */
export function times(count: number, part: string): string {
  return Array.from({ length: count }, (_, index) => part.replaceAll('#', String(index))).join(' ');
}
