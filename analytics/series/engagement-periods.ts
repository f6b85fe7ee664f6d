import { comparedPeriod, type ComparisonInput } from './comparison.js';
import { Period, type PeriodInput, type PeriodLimits } from './period.js';

/** The arguments of `engagement`, which apply to all its metrics. */
export interface EngagementArgs {
  readonly period: PeriodInput;
  /** The workspace's zone where it is absent. */
  readonly timeZone?: string | null | undefined;
  readonly comparison?: ComparisonInput | null | undefined;
}

/** The periods that the metrics of an engagement are about. */
export interface EngagementPeriods {
  readonly period: Period;
  readonly compared: Period | undefined;
}

/** @throws InvalidArgument that names the argument and what was expected. */
export function engagementPeriods(
  { period: input, timeZone, comparison }: EngagementArgs,
  workspaceTimeZone: string,
  limits: PeriodLimits,
): EngagementPeriods {
  const period = Period.of(input, timeZone ?? workspaceTimeZone, Date.now(), limits);
  return { period, compared: comparison ? comparedPeriod(period, comparison) : undefined };
}
