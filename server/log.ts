import type { FastifyInstance } from 'fastify';
import { pino, type Logger } from 'pino';
import { build as pretty } from 'pino-pretty';

/** The log: lines of JSON, readable ones on a terminal. Headers are never given to it. */
export function createLog(level: string, isTerminal: boolean): Logger {
  return isTerminal
    ? pino({ level }, pretty({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' }))
    : pino({ level });
}

/** One line for each request that was answered, without its query string and headers. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      {
        method: request.method,
        path: request.url.split('?', 1)[0],
        status: reply.statusCode,
        durationMS: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
    done();
  });
}
