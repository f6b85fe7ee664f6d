import type { Workspace } from '../data/workspace.js';

/**
 * A number the gateway can compute. `name` is the field's name in `Query`; `answer` asks the
 * workspace and depends on nothing but its arguments, so that answers can be shared and kept.
 */
export interface Question<Parameters, Answer> {
  readonly name: string;
  answer(workspace: Workspace, parameters: Parameters): Promise<Answer>;
  /**
   * For what Rocket.Chat's nightly job computes: the end of the time that the answer is about.
   * Four days later the job does not touch it any more. Absent where an answer may always change.
   */
  windowEnd?(parameters: Parameters): Date;
  /** What it costs the database: the days of the workspace's records that it reads, at least 1. */
  days(parameters: Parameters): number;
}
