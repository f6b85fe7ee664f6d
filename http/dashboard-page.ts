import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isFolder } from './trailing-slash.js';
import { varyBy } from './vary.js';

/** A user whom the sign-in form offers by name. */
export interface DemoUser {
  readonly name: string;
  readonly userId: string;
  readonly token: string;
}

export interface DashboardPageOptions {
  /** Of the embedded demo alone: they are part of the page, which anybody can load. */
  readonly demoUsers?: readonly DemoUser[];
}

/** Where `npm run build` puts the page: beside the built code, or in `dist/` for what runs from source. */
const folder = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../dist/dashboard/' : '../dashboard/',
    import.meta.url,
  ),
);

/** The page needs nothing but its own files and this gateway, and makes no HTML from text. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

const forever = 'public, max-age=31536000, immutable';

/**
 * The dashboard at `/dashboard` and its files below; a browser that comes to `/` is sent there. The
 * page itself is public: what it shows it reads with its reader's credentials. Addresses are
 * relative, so that a proxy can put a prefix before them.
 */
export function dashboardPage({ demoUsers = [] }: DashboardPageOptions = {}) {
  return (app: FastifyInstance, _options: object, done: () => void): void => {
    if (!existsSync(folder)) {
      // Only where the code runs from its source.
      app.log.warn('The dashboard has not been built: npm run build.');
      done();
      return;
    }
    app.addHook('onRequest', (_request, reply, next) => {
      reply.header('content-security-policy', contentSecurityPolicy);
      next();
    });

    const page = withDemoUsers(readStaticFile('index.html'), demoUsers);
    app.get('/dashboard', (request, reply) => {
      if (isFolder(request)) return reply.redirect('../dashboard', 308);
      reply.headers({ 'cache-control': 'no-cache', etag: page.etag });
      if (request.headers['if-none-match'] === page.etag) return reply.code(304).send();
      return sendStaticFile(request, reply, page);
    });
    for (const name of readdirSync(folder)) {
      if (name === 'index.html' || types[extname(name)] === undefined) continue;
      const file = readStaticFile(name);
      app.get(`/dashboard/${name}`, (request, reply) => {
        reply.header('cache-control', forever);
        return sendStaticFile(request, reply, file);
      });
    }
    app.get('/', (request, reply) => {
      if (!request.headers.accept?.includes('text/html')) {
        reply.callNotFound();
        return reply;
      }
      varyBy(reply, 'accept');
      return reply.redirect('dashboard', 302);
    });
    done();
  };
}

interface StaticFile {
  readonly type: string;
  readonly etag: string;
  /** The content by its encoding, as it is sent. */
  readonly identity: Buffer;
  readonly gzip: Buffer;
  readonly br: Buffer;
}

function readStaticFile(name: string): StaticFile {
  const path = `${folder}${name}`;
  const identity = readFileSync(path);
  return {
    type: types[extname(name)] ?? '',
    etag: etagOf(identity),
    identity,
    gzip: readFileSync(`${path}.gz`),
    br: readFileSync(`${path}.br`),
  };
}

/** Weak, since it stands for the content in any encoding. */
function etagOf(content: Buffer): string {
  return `W/"${createHash('sha256').update(content).digest('base64url').slice(0, 16)}"`;
}

function withDemoUsers(page: StaticFile, demoUsers: readonly DemoUser[]): StaticFile {
  if (demoUsers.length === 0) return page;
  const users = JSON.stringify(demoUsers).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const identity = Buffer.from(
    page.identity
      .toString()
      .replace('</head>', `<meta name="demo-users" content="${users}"></head>`),
  );
  return {
    type: page.type,
    etag: etagOf(identity),
    identity,
    gzip: gzipSync(identity, { level: 9 }),
    br: brotliCompressSync(identity),
  };
}

function sendStaticFile(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  file: StaticFile,
): FastifyReply {
  const accepted = headers['accept-encoding'] ?? '';
  const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
  if (encoding) reply.header('content-encoding', encoding);
  varyBy(reply, 'accept-encoding');
  return reply.type(file.type).send(file[encoding ?? 'identity']);
}
