import type { FastifyRequest } from 'fastify';
import { RefusedQuestion } from '../analytics/refused-question.js';
import { credentialsOf } from '../auth/credentials.js';
import type { AuthContext } from '../auth/rules.js';
import type { FindViewer } from '../auth/viewer.js';
import { DeadlineExceeded, WorkspaceUnavailable } from '../data/errors.js';
import type { Database } from '../data/mongo-workspace.js';
import type { ResolverContext } from '../resolvers/context.js';
import { badUserInput, serviceUnavailable, timedOut } from '../schema/errors.js';

/** What both doors know while they answer one request. */
export interface Context extends AuthContext, ResolverContext {
  readonly log: FastifyRequest['log'];
}

/**
 * Looks up who asks and opens the workspace for this one request. The request's time begins here;
 * failures of the database become the errors that a client may see.
 */
export function contextOf(database: Database, findViewer: FindViewer, timeoutMS: number) {
  return async (request: FastifyRequest): Promise<Context> => {
    const workspace = database.within({ deadline: Date.now() + timeoutMS });
    const credentials = credentialsOf(request.headers);
    return {
      viewer: credentials && (await asClientError(findViewer(workspace, credentials))),
      ask: (question, parameters) => asClientError(question.answer(workspace, parameters)),
      log: request.log,
    };
  };
}

async function asClientError<Value>(promise: Promise<Value>): Promise<Value> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof DeadlineExceeded) throw timedOut(error);
    if (error instanceof RefusedQuestion) throw badUserInput(error.message);
    if (error instanceof WorkspaceUnavailable) throw serviceUnavailable(error);
    throw error;
  }
}
