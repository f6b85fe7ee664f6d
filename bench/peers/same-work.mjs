import { hash } from 'node:crypto';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastify from 'fastify';
import { LRUCache } from 'lru-cache';
import mercurius from 'mercurius';
import { MongoClient } from 'mongodb';
import pino from 'pino';
import { host, port, rows } from './constant.mjs';
import { typeDefs } from './schema.mjs';

// What the gateway does for a request, built of the usual plugins at their defaults: a viewer whose
// look-up is cached, a permission, a rate limit, security headers, and one log line.
const client = await MongoClient.connect(process.env.MONGO_URL);
const users = client.db().collection('users');
const viewers = new LRUCache({ max: 1000, ttl: 1000 });

function viewerOf({ 'x-user-id': _id, 'x-auth-token': token }) {
  const hashedToken = hash('sha256', token, 'base64');
  const key = `${_id} ${hashedToken}`;
  let viewer = viewers.get(key);
  if (!viewer) {
    const filter = { _id, 'services.resume.loginTokens.hashedToken': hashedToken };
    viewers.set(key, (viewer = users.findOne(filter, { projection: { roles: 1 } })));
  }
  return viewer;
}

const log = pino();
const app = fastify();
app.register(helmet);
app.register(rateLimit, { max: 1_000_000 });
app.addHook('onResponse', async ({ method, url }, { statusCode, elapsedTime }) => {
  log.info({ method, url, statusCode, elapsedTime }, 'request');
});
app.register(mercurius, {
  schema: typeDefs,
  resolvers: { Query: { chatBusierHourly: () => rows } },
  jit: 1,
  async context({ headers }) {
    const viewer = await viewerOf(headers);
    if (!viewer?.roles.includes('admin')) throw new Error('Not allowed.');
    return { viewer };
  },
});
await app.listen({ port, host });
