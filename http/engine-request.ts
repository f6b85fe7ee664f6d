import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EngineRequest } from '../engine/engine.js';
import { clientOf } from './client-address.js';
import { clientDisconnected } from './client-disconnected.js';

/** A request as the engine sees it. */
export function engineRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  credentials: EngineRequest['credentials'],
): EngineRequest {
  const { log, logFields } = request;
  let signal: AbortSignal | undefined;
  return {
    credentials,
    client: () => clientOf(request.ip),
    log,
    logFields,
    disconnected: () => (signal ??= clientDisconnected(reply)),
  };
}
