import type { Question } from '../../../analytics/metric.js';

/** A question as the reference asks it: the same parameters, the same answer. */
export type Formulation<Parameters, Answer> = Pick<Question<Parameters, Answer>, 'name' | 'answer'>;
