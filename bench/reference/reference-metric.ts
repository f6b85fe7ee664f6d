import type { Workspace } from '../../data/workspace.js';

/** A metric as Rocket.Chat computes it: the same arguments, the same result. */
export interface ReferenceMetric<Args, Result> {
  run(workspace: Workspace, args: Args): Promise<Result>;
}
