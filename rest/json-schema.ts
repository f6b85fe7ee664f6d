/** A JSON Schema of the draft 2020-12, which OpenAPI 3.1 speaks. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** An object of these keys alone; all are there but the optional ones. */
export function objectSchema(
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties).filter((key) => !optional.includes(key)),
    additionalProperties: false,
  };
}

/** An object that is this one, to the last key. */
export function exactly(body: object): JsonSchema {
  return objectSchema(
    Object.fromEntries(
      Object.entries(body).map(([key, value]) => [key, { const: value as unknown }]),
    ),
  );
}

export const reference = (place: string): JsonSchema => ({ $ref: `#/components/${place}` });
