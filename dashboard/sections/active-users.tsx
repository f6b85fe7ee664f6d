import { datesOf } from '../address.js';
import { addDays } from '../calendar.js';
import { Card } from '../card.js';
import { SeriesFigure } from '../chart/series-figure.js';
import type { Layer } from '../chart/time-chart.js';
import { datesWithYear, day, share, zoneName } from '../format.js';
import { KeyFigure } from '../key-figure.js';
import { DashboardActiveUsers } from '../operations.generated.js';
import { usePage } from '../page-context.js';
import { fileName, periodVariables } from '../period-variables.js';
import { useQuery } from '../use-query.js';

const measures = [
  { key: 'daily', name: 'Daily', tone: 'first' },
  { key: 'weekly', name: 'Weekly', tone: 'second' },
  { key: 'monthly', name: 'Monthly', tone: 'third' },
] as const;

/** Distinct people of each day, and of the 7 and 30 days that end with it. */
export function ActiveUsers() {
  const page = usePage();
  const query = useQuery(DashboardActiveUsers, periodVariables(page));
  const { from, to } = datesOf(page.view, page.today);
  return (
    <Card
      id="active-users"
      title="Active people"
      hint="Distinct people of each day, and of the 7 and 30 days that end with it."
      query={query}
      wide
      height={[316, 456]}
      file={({ engagement: { activeUsers } }) => ({
        name: fileName('active-users', page),
        columns: ['date', 'time_zone', 'daily', 'weekly', 'monthly', 'stickiness', 'state'],
        rows: activeUsers.days.map(({ date, daily, weekly, monthly, stickiness, state }) => [
          date,
          activeUsers.timeZone,
          daily,
          weekly,
          monthly,
          stickiness,
          state,
        ]),
      })}
    >
      {({ engagement: { activeUsers } }) => {
        const { days, timeZone } = activeUsers;
        // The last day that has ended says more than a day that has just begun.
        const latest =
          days.findLast(({ state, daily }) => state === 'FINAL' && daily !== null) ??
          days.findLast(({ daily }) => daily !== null);
        const layers = measures.map(({ key, name, tone }): Layer => ({
          name,
          kind: 'line',
          tone,
          values: days.map((one) => one[key]),
        }));
        return (
          <>
            <div class="figures">
              {measures.map(({ key, name }) => (
                <KeyFigure key={key} value={latest?.[key] ?? null} label={name.toLowerCase()} />
              ))}
              <div class="figure">
                <p class="value">
                  {share(latest?.stickiness)} <span class="unit">stickiness</span>
                </p>
              </div>
              <p class="as-of">{latest && `on ${day(latest.date)}`}</p>
            </div>
            <SeriesFigure
              layers={layers}
              slots={days.map(({ date, state }) => ({
                // Days are named by their dates, which have no zone.
                start: Date.parse(date),
                end: Date.parse(addDays(date, 1)),
                state,
              }))}
              reason={activeUsers.coverage.reason}
              missing={activeUsers.coverage.missing}
              unit="DAY"
              timeZone="UTC"
              computedAt={Date.parse(addDays(page.today, 1))}
              label={`Active people, ${datesWithYear(from, to)}, ${zoneName(timeZone)}`}
              more={[{ name: 'Stickiness', text: (index) => share(days[index]?.stickiness) }]}
              empty={
                days.every(({ daily }) => daily === 0)
                  ? 'No one was online in this period.'
                  : undefined
              }
            />
          </>
        );
      }}
    </Card>
  );
}
