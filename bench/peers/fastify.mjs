import fastify from 'fastify';
import { host, port, rows } from './constant.mjs';

// One route with Fastify's defaults: the object becomes text at every request.
const body = { hours: rows, success: true };
const app = fastify();
app.get('/api/v1/engagement-dashboard/users/chat-busier/hourly-data', () => body);
await app.listen({ port, host });
