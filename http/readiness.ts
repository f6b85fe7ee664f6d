import type { FastifyInstance } from 'fastify';
import type { Database } from '../data/mongo-workspace.js';

export type Missing = 'database' | 'gateway';

/** Whether calls should be sent here. */
export interface Readiness {
  /** What is missing for that: the database does not answer, or the gateway is ending. */
  readonly missing: () => Promise<readonly Missing[]>;
  /** From now on the gateway is ending. */
  readonly end: () => void;
}

// `/ready` needs no credentials, so the database is pinged at most once in this time.
const checkedForMS = 1000;
const timeoutMS = 1000;

export function readinessOf(database: Database): Readiness {
  let isEnding = false;
  let pingedAt = -Infinity;
  let result: Promise<boolean> = Promise.resolve(true);

  function databaseResponds(): Promise<boolean> {
    if (performance.now() - pingedAt > checkedForMS) {
      pingedAt = performance.now();
      result = database.respondsWithin(timeoutMS);
    }
    return result;
  }

  return {
    async missing() {
      if (isEnding) return ['gateway'];
      return (await databaseResponds()) ? [] : ['database'];
    },
    end() {
      isEnding = true;
    },
  };
}

/**
 * `/health` responds while the process lives, `/ready` says whether calls should be sent here.
 * What is missing is reported only where anonymous clients cannot connect.
 */
export function healthRoutes(
  app: FastifyInstance,
  { missing }: Readiness,
  { reportsMissing }: { readonly reportsMissing: boolean },
): void {
  app.get('/health', (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  );
  app.get('/ready', async (_request, reply) => {
    const lacks = await missing();
    return reply
      .code(lacks.length > 0 ? 503 : 200)
      .header('cache-control', 'no-store')
      .send({
        status: lacks.length > 0 ? 'not ready' : 'ready',
        ...(reportsMissing && { missing: lacks }),
      });
  });
}
