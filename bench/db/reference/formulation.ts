import type { Metric } from '../../../analytics/metric.js';

/** A question as the reference asks it: the same parameters, the same answer. */
export type Formulation<Parameters, Result> = Pick<Metric<Parameters, Result>, 'name' | 'run'>;
