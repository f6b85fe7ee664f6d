import assert from 'node:assert/strict';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { RestResult } from './gateway.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** As much of an OpenAPI document as tests read, with every reference resolved. */
export interface OpenApi {
  readonly info: { readonly title: string; readonly version: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, { readonly get: Operation }>>;
}

export interface Operation {
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly required?: boolean;
    readonly description: string;
    readonly schema: JsonSchema;
  }[];
  readonly responses: Readonly<Record<string, DescribedResponse>>;
}

interface DescribedResponse {
  readonly headers: Readonly<
    Record<string, { readonly required?: boolean; readonly schema: JsonSchema }>
  >;
  readonly content: Readonly<
    Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>
  >;
}

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
formats.default(ajv);
const compiled = new WeakMap<JsonSchema, ValidateFunction>();

/** Fails unless the document is valid OpenAPI. */
export async function readOpenApi(document: object): Promise<OpenApi> {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(
    structuredClone(document) as Record<string, unknown>,
  );
  assert.ok(valid, JSON.stringify(errors, undefined, 2));
  assert.equal(validator.version, '3.1');
  return validator.resolveRefs() as unknown as OpenApi;
}

/** What is wrong with a value in the eyes of a schema; nothing if it is valid. */
export function faults(schema: JsonSchema, value: unknown): readonly string[] {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  validate(value);
  return (validate.errors ?? []).map(
    ({ instancePath, message = '', params }) =>
      `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** Fails unless the document promises this answer: its status, its headers, and its body if it has one. */
export function assertPromised({ responses }: Operation, result: RestResult, what: string): void {
  const promised = responses[result.status];
  assert.ok(promised, `${what}: nothing is said about ${result.status}`);
  for (const [name, { required = false, schema }] of Object.entries(promised.headers)) {
    const text = result.headers.get(name);
    if (text === null) assert.ok(!required, `${what}: ${name} is missing`);
    else assert.deepEqual(faults(schema, headerValue(schema, text)), [], `${what}: ${name}`);
  }
  if (result.text === '') return;
  const { schema } = promised.content[result.headers.get('content-type') ?? ''] ?? {};
  assert.ok(schema, `${what}: of another type`);
  assert.deepEqual(faults(schema, JSON.parse(result.text)), [], `${what}: ${result.text}`);
}

const headerValue = ({ type }: JsonSchema, text: string) =>
  type === 'integer' ? Number(text) : text;
