/**
 * For the code generator: the text of every operation, as its file holds it, with the types of its
 * result and variables. The page sends these texts, so a gateway with PERSISTED_ONLY knows them.
 */
export function plugin(_schema, documents) {
  const operations = documents.map(({ rawSDL, document }) => {
    const { name, operation } = document.definitions[0];
    const types = `${name.value}${operation === 'query' ? 'Query' : 'Subscription'}`;
    return `export const ${name.value}: Operation<${types}, ${types}Variables> = { name: '${name.value}', text: ${JSON.stringify(rawSDL)} };`;
  });
  return {
    prepend: ["import type { Operation } from './operation.js';"],
    content: operations.join('\n'),
  };
}
