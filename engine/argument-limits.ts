import { dayMS } from '../analytics/calendar.js';
import type { PeriodLimits } from '../analytics/series/period.js';
import type { Metric } from '../analytics/metric.js';
import { badUserInput } from '../schema/errors.js';

export interface ArgumentLimits extends PeriodLimits {
  readonly maxPageSize: number;
}

/** All series of a request together may have so many times what one may have. */
const seriesPerRequest = 4;

/** @throws `BAD_USER_INPUT` where the series of a request have too many buckets together. */
export function checkBuckets({ maxBuckets }: ArgumentLimits, buckets: number): void {
  if (buckets <= seriesPerRequest * maxBuckets) return;
  throw badUserInput(
    `Argument "bucket": expected at most ${seriesPerRequest * maxBuckets} buckets in all series of the operation, four times those of one (MAX_BUCKETS).`,
  );
}

/**
 * Rejects arguments that are larger than GraphQL allows; on the REST paths Rocket.Chat's own limits
 * hold.
 * @throws `BAD_USER_INPUT` that names the argument.
 */
export function checkArgumentLimits<Args>(
  { maxWindowDays, maxPageSize }: ArgumentLimits,
  metric: Metric<Args, unknown>,
  args: Args,
): void {
  const period = metric.period?.(args);
  if (period && period.end.getTime() - period.start.getTime() > maxWindowDays * dayMS) {
    throw badUserInput(
      `Argument "end": expected at most ${maxWindowDays} days after "start" (MAX_WINDOW_DAYS).`,
    );
  }
  const rows = metric.pageSize?.(args);
  if (rows !== undefined && (rows < 1 || rows > maxPageSize)) {
    throw badUserInput(
      `Argument "count": expected a whole number from 1 to ${maxPageSize} (MAX_PAGE_SIZE).`,
    );
  }
}
