import fastify from 'fastify';
import mercurius from 'mercurius';
import { host, port, rows } from './constant.mjs';
import { typeDefs } from './schema.mjs';

// Mercurius compiles a query when it is asked for the first time.
const app = fastify();
app.register(mercurius, {
  schema: typeDefs,
  resolvers: { Query: { chatBusierHourly: () => rows } },
  jit: 1,
});
await app.listen({ port, host });
