import { bucketOf } from '../address.js';
import { Card } from '../card.js';
import { zonedTime } from '../csv.js';
import { SeriesFigure } from '../chart/series-figure.js';
import { datesWithYear, zoneName } from '../format.js';
import { KeyFigure } from '../key-figure.js';
import { DashboardOnlineUsers } from '../operations.generated.js';
import { usePage } from '../page-context.js';
import { bucketVariable, comparedVariables, fileName } from '../period-variables.js';
import { useQuery } from '../use-query.js';
import { comparisonFigure, seriesFigure } from './count-section.js';

/** How many people were online in each bucket, and how many at one moment of it. */
export function OnlineUsers() {
  const page = usePage();
  const size = bucketOf(page.view, page.today);
  const query = useQuery(DashboardOnlineUsers, {
    ...comparedVariables(page),
    bucket: bucketVariable(size),
  });
  const unit = size.unit === 'MINUTE' ? '15 minutes' : size.unit.toLowerCase();
  return (
    <Card
      id="online-users"
      title="People online"
      hint="Distinct people with a session open, and the most at one moment."
      query={query}
      wide
      height={[337, 438]}
      file={({ engagement: { onlineUsers, peakConcurrentUsers } }) => ({
        name: fileName('online-users', page),
        columns: [
          'start',
          'end',
          'time_zone',
          'online_users',
          'compared_online_users',
          'peak_concurrent_users',
          'compared_peak_concurrent_users',
          'state',
        ],
        rows: onlineUsers.buckets.map((bucket, index) => [
          zonedTime(bucket.start, onlineUsers.timeZone),
          zonedTime(bucket.end, onlineUsers.timeZone),
          onlineUsers.timeZone,
          bucket.count,
          bucket.comparedCount,
          peakConcurrentUsers.buckets[index]?.count ?? null,
          peakConcurrentUsers.buckets[index]?.comparedCount ?? null,
          bucket.state,
        ]),
      })}
    >
      {({ engagement: { period, comparedPeriod, onlineUsers, peakConcurrentUsers } }) => {
        const figure = seriesFigure(onlineUsers, 'Distinct people');
        return (
          <>
            <div class="figures">
              <KeyFigure
                value={onlineUsers.total}
                label="people online"
                atLeast={!onlineUsers.coverage.isComplete}
                comparison={comparisonFigure(onlineUsers, comparedPeriod)}
              />
              <KeyFigure
                value={peakConcurrentUsers.total}
                label="at one moment"
                atLeast={!peakConcurrentUsers.coverage.isComplete}
                comparison={comparisonFigure(peakConcurrentUsers, comparedPeriod)}
              />
            </div>
            <SeriesFigure
              {...figure}
              layers={[
                ...figure.layers,
                {
                  name: 'Most at one moment',
                  kind: 'line',
                  tone: 'second',
                  values: peakConcurrentUsers.buckets.map((bucket) => bucket.count),
                },
              ]}
              label={`People online per ${unit}, ${datesWithYear(period.firstDay, period.lastDay)}, ${zoneName(onlineUsers.timeZone)}`}
              unit={size.unit}
              empty={onlineUsers.total === 0 ? 'No one was online in this period.' : undefined}
            />
          </>
        );
      }}
    </Card>
  );
}
