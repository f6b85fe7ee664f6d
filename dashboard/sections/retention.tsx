import { cohortOf, cohortUnit } from '../address.js';
import { Card } from '../card.js';
import { count, datesWithYear, days, share, stateName } from '../format.js';
import { DashboardRetention } from '../operations.generated.js';
import { usePage } from '../page-context.js';
import { fileName, periodVariables } from '../period-variables.js';
import { useQuery } from '../use-query.js';

const periods = { DAY: 8, WEEK: 7, MONTH: 6 };

/** How many of each cohort came back later, as a triangle. */
export function Retention() {
  const page = usePage();
  const { view, today, setView } = page;
  const unit = cohortUnit(view, today);
  const query = useQuery(DashboardRetention, {
    ...periodVariables(page),
    cohort: cohortOf(view),
    unit,
    periods: periods[unit],
  });
  const name = unit.toLowerCase();
  return (
    <Card
      id="retention"
      title="Retention"
      hint={`Of the people who ${view.cohort === 'joined' ? 'joined' : 'were online'} in a ${name}: how many were online in it and in the ${name}s after it. Dashed: provisional.`}
      query={query}
      wide
      height={[170, 170]}
      file={({ engagement: { retention } }) => ({
        name: fileName('retention', page),
        columns: ['cohort_start', 'cohort_end', 'size', 'index', 'users', 'ratio', 'state'],
        rows: retention.cohorts.flatMap(({ firstDay, lastDay, size, periods: times }) =>
          times.map(({ index, users, ratio, state }) => [
            firstDay,
            lastDay,
            size,
            index,
            users,
            ratio,
            state,
          ]),
        ),
      })}
      tools={
        <span class="choice" role="group" aria-label="Cohorts">
          {(['joined', 'online'] as const).map((value) => (
            <button
              type="button"
              key={value}
              aria-pressed={view.cohort === value}
              onClick={() => {
                setView({ cohort: value });
              }}
            >
              {value === 'joined' ? 'Who joined' : 'Who was online'}
            </button>
          ))}
        </span>
      }
    >
      {({ engagement: { retention } }) =>
        retention.cohorts.length === 0 ? (
          <p class="empty">No {name} begins in this period. Choose a longer one.</p>
        ) : (
          <div class="scroll" tabIndex={0} role="region" aria-label="Retention, table">
            <table class="triangle">
              <caption class="unseen">
                Share of each cohort that was online later, per {name}
              </caption>
              <thead>
                <tr>
                  <th scope="col">Cohort</th>
                  <th scope="col">People</th>
                  {Array.from({ length: periods[unit] }, (_, index) => (
                    <th scope="col" key={index}>
                      {index === 0 ? `Same ${name}` : `+ ${index}`}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {retention.cohorts.map((cohort) => (
                  <tr key={cohort.firstDay}>
                    <th scope="row">
                      {unit === 'MONTH'
                        ? datesWithYear(cohort.firstDay, cohort.lastDay)
                        : days(cohort.firstDay, cohort.lastDay)}
                    </th>
                    <td>{count(cohort.size)}</td>
                    {cohort.periods.map(({ index, users, ratio, state }) => (
                      <td
                        key={index}
                        class={state === 'PROVISIONAL' ? 'running' : undefined}
                        style={
                          ratio === null
                            ? undefined
                            : { '--share': `${4 + Math.min(1, ratio) * 44}%` }
                        }
                        title={
                          users === null
                            ? stateName('UNKNOWN')
                            : `${count(users)} of ${count(cohort.size)}${state === 'FINAL' ? '' : `, ${stateName(state)}`}`
                        }
                      >
                        {users === null ? '–' : ratio === null ? count(users) : share(ratio)}
                        {state !== 'FINAL' && users !== null && (
                          <span class="unseen"> {stateName(state)}</span>
                        )}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </Card>
  );
}
