import { maxIndex } from 'd3-array';
import { useId, useState } from 'preact/hooks';
import type { LocalDate } from '../calendar.js';
import { bucketName, count, dayList, stateName } from '../format.js';
import { DataTable } from './data-table.js';
import { TimeChart, type Layer, type TimeChartProps } from './time-chart.js';

export interface SeriesFigureProps extends Pick<
  TimeChartProps,
  'slots' | 'layers' | 'unit' | 'timeZone' | 'computedAt' | 'height'
> {
  readonly label: string;
  /** More columns of the readout and of the table, which are not drawn. */
  readonly more?: readonly { readonly name: string; readonly text: (index: number) => string }[];
  /** Why slots are unknown or partial. */
  readonly reason?: string | null;
  /** Days without records in the middle of what is stored. */
  readonly missing?: readonly LocalDate[];
  /** Instead of the drawing’s readout, when nothing happened in the whole period. */
  readonly empty?: string | undefined;
}

/** A chart over time with its legend, the value at the cursor in words, and its table. */
export function SeriesFigure({
  label,
  layers,
  more = [],
  empty,
  reason,
  missing = [],
  ...chart
}: SeriesFigureProps) {
  const [cursor, setCursor] = useState<number>();
  const readoutId = useId();
  const { slots, unit, timeZone, computedAt } = chart;
  const at = cursor === undefined ? undefined : Math.min(cursor, slots.length - 1);
  const name = (index: number) => {
    const slot = slots[index];
    return slot ? bucketName(slot, unit, timeZone) : '';
  };
  const state = (index: number) => {
    const slot = slots[index];
    if (!slot) return '';
    return slot.start >= computedAt ? 'ahead' : stateName(slot.state);
  };
  const withStates = slots.some((slot) => slot.state !== 'FINAL');
  const states = shownStates.filter((one) =>
    slots.some((slot) => slot.state === one && slot.start < computedAt),
  );
  return (
    <figure>
      <TimeChart
        {...chart}
        layers={layers}
        label={label}
        cursor={at}
        onCursor={setCursor}
        readoutId={readoutId}
      />
      <Legend layers={layers.length > 1 ? layers : []} states={states} />
      <p
        class={`readout${at === undefined ? ' idle' : ''}`}
        id={readoutId}
        role="status"
        aria-live={at === undefined ? 'off' : 'polite'}
      >
        {at === undefined ? (
          (empty ?? most(layers[0], name))
        ) : (
          <>
            <b>{name(at)}</b>
            {layers.map((layer) => (
              <span key={layer.name}>
                {layer.name} {count(layer.values[at])}
              </span>
            ))}
            {more.map(({ name: column, text }) => (
              <span key={column}>
                {column} {text(at)}
              </span>
            ))}
            {state(at) !== 'final' && <em>{state(at)}</em>}
            {slots[at]?.state === 'UNKNOWN' && state(at) !== 'ahead' && reason && (
              <span>{reason}</span>
            )}
          </>
        )}
      </p>
      <MissingDays missing={missing} reason={reason} />
      <DataTable
        caption={label}
        columns={[
          unit === 'DAY' ? 'Day' : 'Time',
          ...layers.map((layer) => layer.name),
          ...more.map((column) => column.name),
          ...(withStates ? ['State'] : []),
        ]}
        rows={() =>
          slots.map((_slot, index) => [
            name(index),
            ...layers.map(({ values }) => count(values[index])),
            ...more.map(({ text }) => text(index)),
            ...(withStates ? [state(index)] : []),
          ])
        }
      />
    </figure>
  );
}

function most(layer: Layer | undefined, name: (index: number) => string) {
  const index = maxIndex(layer?.values ?? [], (value) => value ?? undefined);
  return index < 0
    ? 'Nothing is known of this period.'
    : `Most: ${count(layer?.values[index])} · ${name(index)}`;
}

const shownStates = ['PROVISIONAL', 'PARTIAL', 'UNKNOWN'] as const;

/** What the marks mean; nothing where there is one kind of mark, and all of it is final. */
function Legend({
  layers,
  states,
}: {
  layers: readonly Layer[];
  states: readonly (typeof shownStates)[number][];
}) {
  const isLines = layers.length > 0 && layers.every(({ kind }) => kind === 'line');
  return (
    <ul class="legend">
      {layers.map(({ name, kind, tone }) => (
        <li key={name}>
          <svg width="22" height="12" aria-hidden="true">
            {kind === 'bars' ? (
              <path class={`bars ${tone} final`} d="M5 0h12v12H5z" />
            ) : kind === 'ticks' ? (
              <path class="compared-ticks" d="M3 6h16" />
            ) : (
              <g class={`line ${tone}`}>
                <path d="M0 6h22" />
              </g>
            )}
          </svg>
          {name}
        </li>
      ))}
      {states.map((state) => (
        <li key={state}>
          {state === 'UNKNOWN' ? (
            <HatchSample />
          ) : (
            <svg width="22" height="12" aria-hidden="true">
              {isLines ? (
                <circle class="dot open first" cx="11" cy="6" r="4" />
              ) : (
                <path class={`bars first ${state.toLowerCase()}`} d="M5 0h12v12H5z" />
              )}
              {state === 'PARTIAL' && <path class="hatch" d={hatch} />}
            </svg>
          )}
          {state === 'UNKNOWN' ? 'not stored' : stateName(state)}
        </li>
      ))}
    </ul>
  );
}

const hatch = 'M5 6l6-6M5 12L17 0M11 12l6-6';

/** What stands where nothing is known. */
export function HatchSample() {
  return (
    <svg width="22" height="12" aria-hidden="true">
      <path class="hatch" d={hatch} />
    </svg>
  );
}

/** Which days have no records, and why. */
export function MissingDays({
  missing,
  reason,
}: {
  missing: readonly LocalDate[];
  reason?: string | null | undefined;
}) {
  return missing.length === 0 ? null : (
    <p class="hint">
      No records of {dayList(missing)}. {reason}
    </p>
  );
}
