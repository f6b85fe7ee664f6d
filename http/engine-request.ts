import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EngineRequest } from '../engine/engine.js';
import { clientDisconnected } from './client-disconnected.js';

/** A request as the engine sees it. */
export function engineRequest(request: FastifyRequest, reply: FastifyReply): EngineRequest {
  const { headers, ip, log, logFields } = request;
  let signal: AbortSignal | undefined;
  return {
    headers,
    ip,
    log,
    logFields,
    disconnected: () => (signal ??= clientDisconnected(reply)),
  };
}
