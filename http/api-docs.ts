import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { isFolder } from './trailing-slash.js';
import { staticFile } from './static-file.js';

/** What the page loads of Swagger UI, which has much more. */
const files = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};
const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/swagger-ui.css'));

/** The page needs nothing but its own files and the paths it tries. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Engagement gateway: REST paths</title>
    <link rel="icon" type="image/png" href="docs/favicon-32x32.png" />
    <link rel="stylesheet" href="docs/swagger-ui.css" />
  </head>
  <body>
    <div id="paths"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/page.js"></script>
  </body>
</html>
`;

/** A file of its own, so that the page needs no inline script; no external validator is called. */
const script = `SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#paths',
  deepLinking: true,
  validatorUrl: null,
});
`;

/**
 * The description of the REST paths at `/openapi.json`, and a page to read it and to try the paths
 * at `/docs`. Neither reveals anything about the workspace. Addresses are relative, so that a proxy can
 * put a prefix before them.
 */
export function apiDocs(openApiDocument: () => object) {
  return (app: FastifyInstance, _options: object, done: () => void): void => {
    app.addHook('onRequest', (_request, reply, next) => {
      reply.header('content-security-policy', contentSecurityPolicy);
      next();
    });
    const text = (content: string) => () => Buffer.from(content);
    app.get(
      '/openapi.json',
      staticFile('application/json', () => Buffer.from(JSON.stringify(openApiDocument()))),
    );
    const sendPage = staticFile('text/html; charset=utf-8', text(page));
    app.get('/docs', (request, reply) =>
      // The addresses of its files are relative to the path without the slash.
      isFolder(request) ? reply.redirect('../docs', 308) : sendPage(request, reply),
    );
    app.get('/docs/page.js', staticFile('text/javascript; charset=utf-8', text(script)));
    for (const [file, type] of Object.entries(files)) {
      app.get(
        `/docs/${file}`,
        staticFile(type, () => readFile(join(folder, file))),
      );
    }
    done();
  };
}
