import type { Question } from '../analytics/metric.js';

/** What a resolver may do: put a question to the workspace, for this request. */
export interface ResolverContext {
  readonly ask: <Parameters extends object, Answer>(
    question: Question<Parameters, Answer>,
    parameters: Parameters,
  ) => Promise<Answer>;
}
