import { bisectLeft, max, min, pairs, range } from 'd3-array';
import { scaleBand, scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { utcTicks } from 'd3-time';
import { useId, useMemo } from 'preact/hooks';
import { wallClock } from '../calendar.js';
import { axisNumber, tickName } from '../format.js';
import type { BucketState, TimeUnit } from '../operations.generated.js';
import { ChartSurface } from './chart-surface.js';

export interface Slot {
  readonly start: number;
  readonly end: number;
  readonly state: BucketState;
}

/** One measure of every slot, and how it is drawn. */
export interface Layer {
  readonly name: string;
  readonly values: readonly (number | null | undefined)[];
  readonly kind: 'bars' | 'line' | 'ticks';
  /** A colour of the style sheet, and with it a pattern of dashes for lines. */
  readonly tone: 'first' | 'second' | 'third' | 'compared';
}

export interface TimeChartProps {
  /** What is drawn, of when and where. */
  readonly label: string;
  readonly slots: readonly Slot[];
  readonly layers: readonly Layer[];
  readonly unit: TimeUnit;
  readonly timeZone: string;
  /** Slots from here on lie ahead. */
  readonly computedAt: number;
  readonly cursor: number | undefined;
  readonly onCursor: (index: number | undefined) => void;
  readonly readoutId: string;
  readonly height?: number;
}

const margin = { top: 12, right: 8, bottom: 26 };
const tickWidth = 46;

/** Bars and lines over the slots of a period. */
export function TimeChart(props: TimeChartProps) {
  const { label, slots, cursor, onCursor, readoutId, unit, height = 200 } = props;
  const steps = unit === 'HOUR' ? 24 : unit === 'MINUTE' ? 96 : 7;
  return (
    <ChartSurface
      label={label}
      height={height}
      readoutId={readoutId}
      cursor={cursor}
      onCursor={onCursor}
      keys={{
        ArrowLeft: -1,
        ArrowRight: 1,
        PageUp: -steps,
        PageDown: steps,
        Home: -Infinity,
        End: Infinity,
      }}
      count={slots.length}
      indexAt={(x, _y, width) => {
        const left = leftMargin(props);
        const inner = width - left - margin.right;
        return Math.floor(((x - left) / inner) * slots.length);
      }}
    >
      {(width) => <Drawing {...props} height={height} width={width} />}
    </ChartSurface>
  );
}

function extent(layers: readonly Layer[]): [number, number] {
  const values = layers.flatMap((layer) => layer.values);
  return [
    Math.min(0, min(values, (value) => value) ?? 0),
    Math.max(1, max(values, (value) => value) ?? 1),
  ];
}

function yScale(layers: readonly Layer[], height: number) {
  return scaleLinear()
    .domain(extent(layers))
    .nice(4)
    .range([height - margin.bottom, margin.top]);
}

/** Ticks of counts, which have no fractions. */
function countTicks(y: ReturnType<typeof yScale>): number[] {
  return y.ticks(4).filter(Number.isInteger);
}

function leftMargin({ layers, height = 200 }: TimeChartProps): number {
  const ticks = countTicks(yScale(layers, height));
  const labels = ticks.map((tick) => axisNumber(tick, ticks.at(-1) ?? 0));
  return 12 + 7 * (max(labels, ({ length }) => length) ?? 1);
}

function Drawing(props: TimeChartProps & { height: number; width: number }) {
  const { slots, layers, timeZone, unit, computedAt, cursor, height, width } = props;
  const hatch = useId();
  // Moving the cursor draws nothing else again.
  const still = useMemo(() => {
    const left = leftMargin(props);
    const x = scaleBand<number>()
      .domain(range(slots.length))
      .range([left, width - margin.right])
      .paddingInner((width - left) / slots.length > 5 ? 0.25 : 0);
    const y = yScale(layers, height);
    const centre = (index: number) => (x(index) ?? 0) + x.bandwidth() / 2;
    const bottom = height - margin.bottom;

    const walls = slots.map(({ start }) => wallClock(start, timeZone));
    const withHours = unit === 'HOUR' || unit === 'MINUTE';
    const ticks = timeTicks(walls, centre, withHours);

    const isOneDay = (walls.at(-1) ?? 0) - (walls[0] ?? 0) < 86_400_000;

    // A line over bars needs a margin to be seen.
    const hasBars = layers.some(({ kind }) => kind === 'bars');
    const isAhead = ({ start }: Slot) => start >= computedAt;
    const unknown = runs(slots, (slot) => slot.state === 'UNKNOWN' && !isAhead(slot));
    const ahead = runs(slots, isAhead);

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
        {unknown.map(([first, last]) => {
          const from = x(first) ?? 0;
          const span = (x(last) ?? 0) + x.bandwidth() - from;
          return (
            <g key={first}>
              <rect
                x={from}
                y={margin.top}
                width={span}
                height={bottom - margin.top}
                fill={`url(#${hatch})`}
              />
              {span > 72 && (
                <text class="tick" x={from + span / 2} y={margin.top + 14} text-anchor="middle">
                  not stored
                </text>
              )}
            </g>
          );
        })}
        {countTicks(y).map((value) => (
          <g key={value}>
            <path class="grid" d={`M${left} ${y(value)}H${width - margin.right}`} />
            <text class="tick" x={left - 6} y={y(value)} dy=".32em" text-anchor="end">
              {axisNumber(value, y.domain()[1] ?? 0)}
            </text>
          </g>
        ))}
        <path class="axis" d={`M${left} ${y(0)}H${width - margin.right}`} />
        {ahead.map(([first]) => (
          <path key="ahead" class="ahead" d={`M${x(first) ?? 0} ${y(0)}H${width - margin.right}`} />
        ))}
        {ticks.map(([index, date]) => (
          <text
            class="tick"
            key={index}
            x={Math.min(centre(index), width - 20)}
            y={height - 8}
            text-anchor="middle"
          >
            {tickName(date, withHours, isOneDay)}
          </text>
        ))}
        {layers.map(({ name, kind, tone, values }) => {
          const known = range(slots.length).flatMap((index) => {
            const value = values[index];
            const slot = slots[index];
            return slot && typeof value === 'number'
              ? [{ index, state: slot.state, x: centre(index), y: y(value) }]
              : [];
          });
          if (kind === 'bars') {
            return (['FINAL', 'PROVISIONAL', 'PARTIAL'] as const).map((state) => {
              const bars = known.filter((one) => one.state === state);
              const d = bars
                .map((bar) => `M${x(bar.index) ?? 0} ${y(0)}V${bar.y}h${x.bandwidth()}V${y(0)}z`)
                .join('');
              return (
                <g key={name + state}>
                  {state === 'PARTIAL' && bars.length > 0 && <path d={d} fill={`url(#${hatch})`} />}
                  <path class={`bars ${tone} ${state.toLowerCase()}`} data-layer={name} d={d} />
                </g>
              );
            });
          }
          if (kind === 'ticks') {
            return (
              <path
                key={name}
                class="compared-ticks"
                data-layer={name}
                d={known.map((one) => `M${x(one.index) ?? 0} ${one.y}h${x.bandwidth()}`).join('')}
              />
            );
          }
          const path = line<number>()
            .defined((index) => typeof values[index] === 'number')
            .x(centre)
            .y((index) => y(values[index] ?? 0));
          // A point without neighbours leaves no line, and a preliminary one is marked.
          const alone = known.filter(
            ({ index }) =>
              typeof values[index - 1] !== 'number' && typeof values[index + 1] !== 'number',
          );
          const open = tone === 'compared' ? [] : known.filter(({ state }) => state !== 'FINAL');
          return (
            <g key={name} class={`line ${tone}`} data-layer={name} data-points={known.length}>
              {hasBars && <path class="halo" d={path(range(slots.length)) ?? ''} />}
              <path d={path(range(slots.length)) ?? ''} />
              {alone.map((one) => (
                <circle key={one.index} class="dot" cx={one.x} cy={one.y} r="2.5" />
              ))}
              {open.length < 40 &&
                open.map((one) => (
                  <circle key={-one.index - 1} class="dot open" cx={one.x} cy={one.y} r="4" />
                ))}
            </g>
          );
        })}
      </>
    );
    return { x, y, centre, bottom, drawing };
  }, [slots, layers, timeZone, unit, computedAt, height, width]);

  const { x, y, centre, bottom, drawing } = still;
  return (
    <>
      {drawing}
      {cursor !== undefined && (
        <g class="cursor">
          <rect
            x={centre(cursor) - Math.max(x.step(), 2) / 2}
            y={margin.top}
            width={Math.max(x.step(), 2)}
            height={bottom - margin.top}
          />
          {layers.map(({ name, kind, tone, values }) => {
            const value = values[cursor];
            return (
              kind === 'line' &&
              typeof value === 'number' && (
                <circle
                  key={name}
                  class={`dot ${tone}`}
                  cx={centre(cursor)}
                  cy={y(value)}
                  r="4.5"
                />
              )
            );
          })}
        </g>
      )}
    </>
  );
}

/** The slots that carry a tick, with what their clock shows: as many as stand apart. */
function timeTicks(
  walls: readonly number[],
  centre: (index: number) => number,
  withHours: boolean,
): [number, Date][] {
  const first = walls[0] ?? 0;
  const last = walls.at(-1) ?? 0;
  if (walls.length < 2) return walls.map((wall) => [0, new Date(wall)]);
  for (let count = 16; count > 1; count -= 1) {
    const ticks = new Map<number, Date>();
    for (const date of utcTicks(new Date(first), new Date(last), count)) {
      const index = bisectLeft(walls, +date);
      const wall = walls[index];
      // A week or a month is named by its own first day, which may not be the tick’s.
      if (wall !== undefined && !ticks.has(index))
        ticks.set(index, withHours ? date : new Date(wall));
    }
    const gaps = pairs([...ticks.keys()], (one, next) => centre(next) - centre(one));
    if ((min(gaps) ?? Infinity) >= tickWidth) return [...ticks];
  }
  return [[0, new Date(first)]];
}

/** The first and last index of every stretch of slots of a kind. */
function runs(slots: readonly Slot[], test: (slot: Slot) => boolean): [number, number][] {
  const found: [number, number][] = [];
  slots.forEach((slot, index) => {
    const open = found.at(-1);
    if (!test(slot)) return;
    if (open?.[1] === index - 1) open[1] = index;
    else found.push([index, index]);
  });
  return found;
}
