import { max, range } from 'd3-array';
import { scaleBand, scaleLinear, scaleThreshold } from 'd3-scale';
import { useId, useMemo } from 'preact/hooks';
import { count as countText, hourName } from '../format.js';
import { ChartSurface } from './chart-surface.js';
import { HatchSample } from './series-figure.js';

/** 24 counts of a column; null where nothing is known. */
export interface HeatColumn {
  readonly name: string;
  /** Below the column, where there is space for it. */
  readonly tick: string | undefined;
  readonly hours: readonly (number | null)[];
  readonly isProvisional: boolean;
  /** Hours without a count have not come yet. */
  readonly isAhead: boolean;
}

export interface HeatMapProps {
  readonly label: string;
  readonly columns: readonly HeatColumn[];
  readonly cursor: number | undefined;
  readonly onCursor: (index: number | undefined) => void;
  readonly readoutId: string;
}

const margin = { top: 4, right: 4, bottom: 24, left: 44 };
const hourHeight = 11;
const height = margin.top + 24 * hourHeight + margin.bottom;
const hours = range(24);
/** More limits than that are hard to distinguish. */
const mostLimits = 9;

/** Limits between the classes of colour, such that a legend can name them. */
function heatClasses(columns: readonly HeatColumn[]): number[] {
  const most = max(columns, ({ hours }) => max(hours, (value) => value)) ?? 1;
  const scale = scaleLinear().domain([0, most]);
  const choices = [8, 6, 5, 4, 3, 2].map((wanted) =>
    scale.ticks(wanted).filter((limit) => limit > 0 && limit < most && Number.isInteger(limit)),
  );
  const limits = choices.find(({ length }) => length < mostLimits) ?? [];
  return [Number.MIN_VALUE, ...limits];
}

/** Hours of the day down, columns across; the cursor is column × 24 + hour. */
export function HeatMap({ label, columns, cursor, onCursor, readoutId }: HeatMapProps) {
  return (
    <ChartSurface
      label={label}
      height={height}
      readoutId={readoutId}
      cursor={cursor}
      onCursor={onCursor}
      keys={{
        ArrowLeft: -24,
        ArrowRight: 24,
        ArrowUp: -1,
        ArrowDown: 1,
        PageUp: -168,
        PageDown: 168,
        Home: -Infinity,
        End: Infinity,
      }}
      count={columns.length * 24}
      indexAt={(x, y, width) => {
        const inner = width - margin.left - margin.right;
        const column = Math.floor(((x - margin.left) / inner) * columns.length);
        const hour = Math.floor((y - margin.top) / hourHeight);
        return (
          Math.max(0, Math.min(columns.length - 1, column)) * 24 + Math.max(0, Math.min(23, hour))
        );
      }}
    >
      {(width) => <Cells columns={columns} width={width} cursor={cursor} />}
    </ChartSurface>
  );
}

function Cells({
  columns,
  width,
  cursor,
}: Pick<HeatMapProps, 'columns' | 'cursor'> & { width: number }) {
  const hatch = useId();
  const { x, y, drawing } = useMemo(() => {
    const x = scaleBand<number>()
      .domain(range(columns.length))
      .range([margin.left, width - margin.right])
      .paddingInner((width - margin.left) / columns.length > 8 ? 0.08 : 0);
    const y = scaleBand<number>()
      .domain(hours)
      .range([margin.top, height - margin.bottom])
      .paddingInner(0.08);
    // One path for each class: thousands of cells are few elements.
    const limits = heatClasses(columns);
    const classOf = scaleThreshold()
      .domain(limits)
      .range(range(limits.length + 1));
    const paths = limits.map(() => '').concat('');
    let unknown = '';
    columns.forEach((column, index) => {
      hours.forEach((hour) => {
        const value = column.hours[hour];
        const cell = `M${x(index) ?? 0} ${y(hour) ?? 0}h${x.bandwidth()}v${y.bandwidth()}h${-x.bandwidth()}z`;
        if (typeof value === 'number') {
          const index = classOf(value);
          paths[index] = (paths[index] ?? '') + cell;
        } else if (!column.isAhead) unknown += cell;
      });
    });
    let lastTick = -Infinity;
    const drawing = (
      <>
        <pattern
          id={hatch}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <path class="hatch" d="M0 0V6" />
        </pattern>
        {unknown !== '' && <path class="unknown" d={unknown} fill={`url(#${hatch})`} />}
        {paths.map((d, index) => (
          <path key={index} {...heat(index, limits.length)} d={d} />
        ))}
        {columns.map(
          ({ isProvisional }, index) =>
            isProvisional && (
              <rect
                key={index}
                class="running"
                x={x(index)}
                y={margin.top}
                width={x.bandwidth()}
                height={24 * hourHeight}
              />
            ),
        )}
        {range(0, 24, 3).map((hour) => (
          <text
            key={hour}
            class="tick"
            x={margin.left - 6}
            y={(y(hour) ?? 0) + hourHeight / 2}
            dy=".32em"
            text-anchor="end"
          >
            {hourName(hour)}
          </text>
        ))}
        {columns.map(({ tick }, index) => {
          const at = (x(index) ?? 0) + x.bandwidth() / 2;
          if (tick === undefined || at - lastTick < 14 + 7 * tick.length) return null;
          lastTick = at;
          return (
            <text
              key={-index - 1}
              class="tick"
              x={Math.max(at, margin.left + 14)}
              y={height - 6}
              text-anchor="middle"
            >
              {tick}
            </text>
          );
        })}
      </>
    );
    return { x, y, drawing };
  }, [columns, width]);
  return (
    <>
      {drawing}
      {cursor !== undefined && (
        <rect
          class="cell-cursor"
          x={x(Math.floor(cursor / 24))}
          y={y(cursor % 24)}
          width={x.bandwidth()}
          height={y.bandwidth()}
        />
      )}
    </>
  );
}

/** The colour of a class: how much it has of the darkest. The first class is for no users. */
function heat(index: number, classes: number) {
  return index === 0
    ? { class: 'heat' }
    : {
        class: 'heat some',
        style: { '--share': `${((index - 1) / Math.max(1, classes - 1)) * 100}%` },
      };
}

/** The classes of colour with the counts that they stand for. */
export function HeatLegend({ columns }: { columns: readonly HeatColumn[] }) {
  const limits = heatClasses(columns);
  return (
    <ul class="legend">
      {[
        '0',
        ...limits.map((limit, index) => {
          const from = index === 0 ? 1 : limit;
          const next = limits[index + 1];
          return next === undefined
            ? `${countText(from)} +`
            : `${countText(from)}–${countText(next - 1)}`;
        }),
      ].map((text, index) => (
        <li key={index}>
          <svg width="14" height="14" aria-hidden="true">
            <rect width="14" height="14" {...heat(index, limits.length)} />
          </svg>
          {text}
        </li>
      ))}
      {columns.some(({ hours, isAhead }) => !isAhead && hours.includes(null)) && (
        <li>
          <HatchSample />
          not stored
        </li>
      )}
    </ul>
  );
}
