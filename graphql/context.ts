import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DocumentNode, ExecutionResult } from 'graphql';
import type { RequestContext } from '../engine/engine.js';

/** The context of one GraphQL request. */
export interface Context extends RequestContext {
  /** What has been executed for this request and its result; nothing is executed twice. */
  readonly execution: { operation?: Operation; result?: ExecutionResult };
}

/** An operation of a valid document. */
export interface Operation {
  readonly document: DocumentNode;
  readonly operationName: string | null | undefined;
}

export type ContextOf = (request: FastifyRequest, reply: FastifyReply) => Promise<Context>;
