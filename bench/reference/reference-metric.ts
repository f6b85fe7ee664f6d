import type { Workspace } from '../../data/workspace.js';

/** A metric as Rocket.Chat computes it. */
export type ReferenceMetric<Args, Result> = (workspace: Workspace, args: Args) => Promise<Result>;
