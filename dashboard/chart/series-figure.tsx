import { maxIndex } from 'd3-array';
import { useId, useState } from 'preact/hooks';
import { bucketName, count, stateName } from '../format.js';
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
      {layers.length > 1 && <Legend layers={layers} />}
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

export function Legend({ layers }: { layers: readonly Pick<Layer, 'name' | 'kind' | 'tone'>[] }) {
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
    </ul>
  );
}
