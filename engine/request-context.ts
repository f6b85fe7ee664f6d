import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DocumentNode, ExecutionResult } from 'graphql';
import type { Question } from '../analytics/metric.js';
import { RefusedQuestion } from '../analytics/invalid-argument.js';
import { credentialsOf } from '../auth/credentials.js';
import type { AuthContext } from '../auth/rules.js';
import type { FindViewer, Viewer } from '../auth/viewer.js';
import type { AnswerCache } from './result-cache.js';
import {
  Abandoned,
  DeadlineExceeded,
  WorkspaceSpared,
  WorkspaceUnavailable,
} from '../data/errors.js';
import type { Database } from '../data/mongo-workspace.js';
import type { ResolverContext } from '../resolvers/context.js';
import { badUserInput, serviceUnavailable, timedOut } from '../schema/errors.js';
import { callerGone } from '../http/client-disconnected.js';

/** What both doors know while they answer one request. */
export interface Context extends AuthContext, ResolverContext {
  readonly log: FastifyRequest['log'];
  /** When the oldest answer to each question of this request was computed, in epoch milliseconds. */
  readonly computedAt: ReadonlyMap<string, number>;
  /** What has been executed for this request, and what came of it; nothing is executed twice. */
  readonly execution: { operation?: Operation; result?: ExecutionResult };
}

/** A valid operation: which one of its document. */
export interface Operation {
  readonly document: DocumentNode;
  readonly operationName: string | null | undefined;
}

/** What one door judges beyond the rules of the fields. Each throws an error for the client. */
export interface DoorRules {
  /** Once the viewer has been looked up. */
  admit?(request: FastifyRequest, viewer: Viewer | undefined): Promise<void>;
  /** Before a question is answered, from what is kept or otherwise. */
  checkSize?(parameters: object): void;
  /** Before the workspace is asked, with what that costs it. */
  charge?(viewer: Viewer, days: number): Promise<void>;
}

export interface ContextOptions {
  readonly database: Database;
  readonly findViewer: FindViewer;
  readonly answers: AnswerCache;
  /** How long the database may take for a request. */
  readonly timeoutMS: number;
}

export type ContextOf = (request: FastifyRequest, reply: FastifyReply) => Promise<Context>;

/**
 * Looks up who asks and opens the workspace for one request. The request's time begins here;
 * failures of the database become the errors that a client may see.
 */
export function contextOf(
  { database, findViewer, answers, timeoutMS }: ContextOptions,
  rules: DoorRules = {},
): ContextOf {
  return async (request, reply) => {
    const deadline = Date.now() + timeoutMS;
    const { log, told } = request;
    const computedAt = new Map<string, number>();
    let gone: AbortSignal | undefined;

    async function ask<Parameters extends object, Answer>(
      question: Question<Parameters, Answer>,
      parameters: Parameters,
    ): Promise<Answer> {
      told.questions.add(question.name);
      rules.checkSize?.(parameters);
      let kept = answers.kept(question, parameters);
      if (!kept) {
        if (viewer) await rules.charge?.(viewer, question.days(parameters));
        gone ??= callerGone(reply);
        kept = await asClientError(
          answers.compute(
            question,
            parameters,
            (signal) => question.answer(database.within({ deadline, signal }), parameters),
            gone,
          ),
          log,
        );
      }
      const known = computedAt.get(question.name) ?? Infinity;
      computedAt.set(question.name, Math.min(known, kept.computedAt));
      return kept.answer as Answer;
    }

    const credentials = credentialsOf(request.headers);
    const viewer =
      credentials &&
      (await asClientError(findViewer(database.within({ deadline }), credentials), log));
    told.viewerId = viewer?.userId;
    await rules.admit?.(request, viewer);
    return { viewer, ask, computedAt, log, execution: {} };
  };
}

/** What a client may see of a failure; what it may not see of the database's goes into the log. */
async function asClientError<Value>(
  promise: Promise<Value>,
  log: FastifyRequest['log'],
): Promise<Value> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof RefusedQuestion) throw badUserInput(error.message);
    if (error instanceof DeadlineExceeded) {
      log.error(error);
      throw timedOut(error);
    }
    // Nobody is there to read the answer, and nothing has failed.
    if (error instanceof Abandoned) throw serviceUnavailable(error);
    if (error instanceof WorkspaceUnavailable) {
      // What spares the database has been logged once, by whatever began to spare it.
      if (!(error instanceof WorkspaceSpared)) log.error(error);
      throw serviceUnavailable(error);
    }
    throw error;
  }
}
