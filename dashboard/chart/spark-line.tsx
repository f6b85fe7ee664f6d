import { max, min, range } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';

const width = 96;
const height = 24;

/** The course of counts in a row of a table; the numbers stand beside it. */
export function SparkLine({ values }: { values: readonly (number | null)[] }) {
  const x = scaleLinear()
    .domain([0, Math.max(1, values.length - 1)])
    .range([1, width - 1]);
  const y = scaleLinear()
    .domain([
      Math.min(0, min(values, (value) => value) ?? 0),
      Math.max(1, max(values, (value) => value) ?? 1),
    ])
    .range([height - 2, 2]);
  const path = line<number>()
    .defined((index) => typeof values[index] === 'number')
    .x(x)
    .y((index) => y(values[index] ?? 0));
  return (
    <svg class="spark" width={width} height={height} aria-hidden="true">
      <path d={path(range(values.length)) ?? ''} />
    </svg>
  );
}
