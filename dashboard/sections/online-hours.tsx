import { mean } from 'd3-array';
import { useId, useState } from 'preact/hooks';
import { firstWeekday, type LocalDate } from '../calendar.js';
import { Card } from '../card.js';
import { DataTable } from '../chart/data-table.js';
import { MissingDays } from '../chart/series-figure.js';
import { HeatLegend, HeatMap, type HeatColumn } from '../chart/heat-map.js';
import {
  count,
  day,
  days as dayRange,
  hourName,
  stateName,
  weekdayNames,
  zoneName,
} from '../format.js';
import { DashboardOnlineHours, type DashboardOnlineHoursQuery } from '../operations.generated.js';
import { usePage } from '../page-context.js';
import { fileName, periodVariables } from '../period-variables.js';
import { useQuery } from '../use-query.js';

type Day = DashboardOnlineHoursQuery['engagement']['onlineHours']['days'][number];

/** When people are online: hours of the clock against days, or against days of the week. */
export function OnlineHours() {
  const page = usePage();
  const query = useQuery(DashboardOnlineHours, periodVariables(page));
  const [byWeekday, setByWeekday] = useState(() => matchMedia('(max-width: 40rem)').matches);
  return (
    <Card
      id="online-hours"
      title="When people are online"
      hint={
        byWeekday
          ? 'Distinct people per hour of the day: the mean of the shown days.'
          : 'Distinct people per day and hour of the day.'
      }
      query={query}
      wide
      height={[366, 431]}
      file={({ engagement: { onlineHours } }) => ({
        name: fileName('online-hours', page),
        columns: ['date', 'hour', 'time_zone', 'users', 'state'],
        rows: onlineHours.days.flatMap(({ date, users, state }) =>
          users.map((count, hour) => [date, hour, onlineHours.timeZone, count, state]),
        ),
      })}
      tools={
        <span class="choice" role="group" aria-label="Columns">
          {[false, true].map((value) => (
            <button
              type="button"
              key={String(value)}
              aria-pressed={byWeekday === value}
              onClick={() => {
                setByWeekday(value);
              }}
            >
              {value ? 'Weekdays' : 'Days'}
            </button>
          ))}
        </span>
      }
    >
      {({ engagement: { onlineHours } }) => (
        <Hours
          key={String(byWeekday)}
          columns={
            byWeekday
              ? weekdayColumns(onlineHours.days)
              : onlineHours.days.map((one) => dayColumn(one, page.today))
          }
          coverage={onlineHours.coverage}
          label={`People online by hour and ${byWeekday ? 'day of the week' : 'day'}, ${zoneName(onlineHours.timeZone)}`}
        />
      )}
    </Card>
  );
}

interface Column extends HeatColumn {
  readonly state: string;
}

function dayColumn({ date, users, state }: Day, today: LocalDate): Column {
  return {
    name: day(date),
    tick: dayRange(date, date),
    hours: users,
    isAhead: date >= today,
    isProvisional: state === 'PROVISIONAL' && users.some((value) => value !== null),
    state: stateName(state),
  };
}

/** The mean of each day of the week, over the days that have a count. */
function weekdayColumns(days: readonly Day[]): Column[] {
  const long = weekdayNames('long');
  const short = weekdayNames('short');
  return long.map((_, index) => {
    const weekday = (index + firstWeekday() - 1) % 7;
    const some = days.filter(
      // Today would lower the mean of its hours that have not passed.
      ({ date, state }) =>
        (new Date(date).getUTCDay() + 6) % 7 === weekday && state !== 'PROVISIONAL',
    );
    return {
      name: long[weekday] ?? '',
      tick: short[weekday],
      hours: Array.from(
        { length: 24 },
        (_hour, hour) => mean(some, ({ users }) => users[hour] ?? undefined) ?? null,
      ),
      isProvisional: false,
      isAhead: false,
      state: '',
    };
  });
}

function Hours({
  columns,
  coverage,
  label,
}: {
  columns: readonly Column[];
  coverage: DashboardOnlineHoursQuery['engagement']['onlineHours']['coverage'];
  label: string;
}) {
  const [cursor, setCursor] = useState<number>();
  const readoutId = useId();
  const at = cursor === undefined || cursor >= columns.length * 24 ? undefined : cursor;
  const column = columns[Math.floor((at ?? 0) / 24)];
  const hour = (at ?? 0) % 24;
  const withStates = columns.some(({ state }) => state !== '');
  return (
    <figure>
      <HeatMap
        label={label}
        columns={columns}
        cursor={at}
        onCursor={setCursor}
        readoutId={readoutId}
      />
      <HeatLegend columns={columns} />
      <p
        class={`readout${at === undefined ? ' idle' : ''}`}
        id={readoutId}
        role="status"
        aria-live={at === undefined ? 'off' : 'polite'}
      >
        {at === undefined || !column ? (
          busiest(columns)
        ) : (
          <>
            <b>
              {column.name}, {hourName(hour)}
            </b>
            <span>People online {count(rounded(column.hours[hour]))}</span>
            {column.isProvisional && <em>provisional</em>}
            {column.hours[hour] === null && !column.isAhead && <em>unknown</em>}
          </>
        )}
      </p>
      <MissingDays {...coverage} />
      <DataTable
        caption={label}
        columns={[
          'Day',
          ...Array.from({ length: 24 }, (_, index) => hourName(index)),
          ...(withStates ? ['State'] : []),
        ]}
        rows={() =>
          columns.map(({ name, hours, state }) => [
            name,
            ...hours.map((value) => count(rounded(value))),
            ...(withStates ? [state] : []),
          ])
        }
      />
    </figure>
  );
}

function rounded(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Math.round(value * 10) / 10;
}

function busiest(columns: readonly Column[]): string {
  let best = { value: 0, name: '' };
  for (const { name, hours } of columns) {
    hours.forEach((value, hour) => {
      if (value !== null && value > best.value)
        best = { value, name: `${name}, ${hourName(hour)}` };
    });
  }
  return best.value === 0
    ? 'No one was online in this period.'
    : `Busiest hour: ${best.name}, ${count(rounded(best.value))} people`;
}
