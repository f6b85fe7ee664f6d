import type { Metric } from '../analytics/metric.js';

/** What a resolver may do: put a question to the workspace, for this request. */
export interface ResolverContext {
  readonly run: <Parameters extends object, RestResponse>(
    metric: Metric<Parameters, RestResponse>,
    parameters: Parameters,
  ) => Promise<RestResponse>;
}
