import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The description of the REST paths in `openapi.yaml`, OpenAPI 3.1, as an object. */
export function openApiDocument(): object {
  return parse(readFileSync(new URL('./openapi.yaml', import.meta.url), 'utf8')) as object;
}
