import type { FastifyRequest } from 'fastify';
import type { Question } from '../analytics/question.js';
import { RefusedQuestion } from '../analytics/refused-question.js';
import { credentialsOf } from '../auth/credentials.js';
import type { AuthContext } from '../auth/rules.js';
import type { FindViewer } from '../auth/viewer.js';
import type { KeepAnswers } from '../cache/answer-cache.js';
import { DeadlineExceeded, WorkspaceUnavailable } from '../data/errors.js';
import type { Database } from '../data/mongo-workspace.js';
import type { ResolverContext } from '../resolvers/context.js';
import { badUserInput, serviceUnavailable, timedOut } from '../schema/errors.js';

/** What both doors know while they answer one request. */
export interface Context extends AuthContext, ResolverContext {
  readonly log: FastifyRequest['log'];
  /** When the oldest answer to each question of this request was computed. */
  readonly computedAt: ReadonlyMap<string, Date>;
}

export interface ContextOptions {
  readonly database: Database;
  readonly findViewer: FindViewer;
  readonly keepAnswers: KeepAnswers;
  /** How long the database may take for a request. */
  readonly timeoutMS: number;
}

/**
 * Looks up who asks and opens the workspace for one request. The request's time begins here;
 * failures of the database become the errors that a client may see.
 */
export function contextOf({ database, findViewer, keepAnswers, timeoutMS }: ContextOptions) {
  return async (request: FastifyRequest): Promise<Context> => {
    const workspace = database.within({ deadline: Date.now() + timeoutMS });
    const computedAt = new Map<string, Date>();

    async function ask<Parameters, Answer>(
      question: Question<Parameters, Answer>,
      parameters: Parameters,
    ): Promise<Answer> {
      const kept = await asClientError(
        keepAnswers(question, parameters, () => question.answer(workspace, parameters)),
        request.log,
      );
      const known = computedAt.get(question.name)?.getTime() ?? Infinity;
      computedAt.set(question.name, new Date(Math.min(known, kept.computedAt)));
      return kept.answer as Answer;
    }

    const credentials = credentialsOf(request.headers);
    const viewer =
      credentials && (await asClientError(findViewer(workspace, credentials), request.log));
    return { viewer, ask, computedAt, log: request.log };
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
    const isLate = error instanceof DeadlineExceeded;
    if (!isLate && !(error instanceof WorkspaceUnavailable)) throw error;
    log.error(error);
    throw isLate ? timedOut(error) : serviceUnavailable(error);
  }
}
