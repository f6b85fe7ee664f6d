import type { Workspace } from '../data/workspace.js';

/**
 * A number the gateway can compute. `name` is the field's name in `Query`; `answer` asks the
 * workspace and depends on nothing but its arguments, so that answers can be shared and kept.
 */
export interface Question<Parameters, Answer> {
  readonly name: string;
  answer(workspace: Workspace, parameters: Parameters): Promise<Answer>;
}
