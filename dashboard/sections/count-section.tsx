import { bucketOf } from '../address.js';
import { dateAt } from '../calendar.js';
import { Card } from '../card.js';
import { zonedTime, type CsvFile } from '../csv.js';
import { SeriesFigure } from '../chart/series-figure.js';
import type { Layer } from '../chart/time-chart.js';
import { datesWithYear, zoneName } from '../format.js';
import { KeyFigure } from '../key-figure.js';
import type { Operation } from '../operation.js';
import type {
  DashboardNewUsersQuery,
  DashboardNewUsersSeriesFragment as CountSeries,
  DashboardNewUsersQueryVariables,
} from '../operations.generated.js';
import { usePage } from '../page-context.js';
import { bucketVariable, comparedDay, comparedVariables, fileName } from '../period-variables.js';
import { useQuery } from '../use-query.js';

type Engagement = Omit<DashboardNewUsersQuery['engagement'], 'newUsers'>;

export interface CountSectionProps<Metric extends string> {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  /** Behind the total: `messages`. */
  readonly noun: string;
  /** When the total is 0: `No one joined`. */
  readonly nothing: string;
  readonly operation: Operation<
    { engagement: Engagement & Record<Metric, CountSeries> },
    DashboardNewUsersQueryVariables
  >;
  readonly metric: Metric;
}

/** Counts that Rocket.Chat stores per calendar day: the total, bars, and the compared period. */
export function CountSection<Metric extends string>({
  id,
  title,
  hint,
  noun,
  nothing,
  operation,
  metric,
}: CountSectionProps<Metric>) {
  const page = usePage();
  const size = bucketOf(page.view, page.today, true);
  const query = useQuery(operation, {
    ...comparedVariables(page),
    bucket: bucketVariable(size),
  });
  const unit = size.unit.toLowerCase();
  return (
    <Card
      id={id}
      title={title}
      hint={hint}
      query={query}
      height={[359, 377]}
      file={({ engagement }) => seriesFile(fileName(id, page), engagement[metric])}
    >
      {({ engagement }) => {
        const series = engagement[metric];
        const { period, comparedPeriod } = engagement;
        const figure = seriesFigure(series, title);
        return (
          <>
            <KeyFigure
              value={series.total}
              label={noun}
              comparison={comparisonFigure(series, comparedPeriod)}
            />
            <SeriesFigure
              {...figure}
              label={`${title} per ${unit}, ${datesWithYear(period.firstDay, period.lastDay)}, ${zoneName(series.timeZone)}`}
              unit={size.unit}
              empty={series.total === 0 ? `${nothing} in this period.` : undefined}
              more={
                comparedPeriod && size.unit === 'DAY'
                  ? [
                      {
                        name: 'Compared with',
                        text: (index) =>
                          comparedDay(
                            dateAt(figure.slots[index]?.start ?? 0, series.timeZone),
                            period,
                            comparedPeriod,
                          ),
                      },
                    ]
                  : []
              }
            />
          </>
        );
      }}
    </Card>
  );
}

function seriesFile(name: string, { buckets, timeZone }: CountSeries): CsvFile {
  return {
    name,
    columns: ['start', 'end', 'time_zone', 'count', 'compared_count', 'state'],
    rows: buckets.map(({ start, end, count, comparedCount, state }) => [
      zonedTime(start, timeZone),
      zonedTime(end, timeZone),
      timeZone,
      count,
      comparedCount,
      state,
    ]),
  };
}

/** What a chart draws of a series. */
export function seriesFigure(series: CountSeries, name: string, kind: 'bars' | 'line' = 'bars') {
  const layers: Layer[] = [
    { name, kind, tone: 'first', values: series.buckets.map((bucket) => bucket.count) },
  ];
  if (series.comparison) {
    layers.push({
      name: 'Compared',
      kind: kind === 'bars' ? 'ticks' : 'line',
      tone: 'compared',
      values: series.buckets.map((bucket) => bucket.comparedCount),
    });
  }
  return {
    layers,
    slots: series.buckets.map(({ start, end, state }) => ({
      start: Date.parse(start),
      end: Date.parse(end),
      state,
    })),
    timeZone: series.timeZone,
    reason: series.coverage.reason,
    missing: series.coverage.missing,
    computedAt: Date.parse(series.computedAt),
  };
}

export function comparisonFigure(
  { comparison }: CountSeries,
  period: { firstDay: string; lastDay: string } | null,
) {
  if (!comparison || !period) return undefined;
  const { difference, ratio, coverage } = comparison;
  return { difference, ratio, period, reason: coverage.reason };
}
