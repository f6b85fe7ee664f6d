import { growthPower, median } from '../statistics.js';
import { milliseconds, table, times, whole } from '../table.js';
import type { Growth } from './growth.js';
import { limitMS, type Comparison } from './measure.js';
import { ratiosOf, type SizeResult } from './results.js';
import type { Verdict } from './verdicts.js';

/** The two tables of one size, and what the gateway's process held. */
export function sizeReport(
  { documents, people, comparisons, memory }: SizeResult,
  product: string,
): string {
  const unanswered = comparisons.filter(({ ours }) => !ours);
  const skipped = comparisons.filter(({ ours, reference }) => ours && !reference);
  const different = comparisons.filter(({ agrees }) => !agrees);
  return [
    `## ${whole(documents)} session documents of ${whole(people)} people, as many analytics documents, on ${product}\n`,
    table(
      [
        'question',
        'reference ms',
        'ours ms',
        'ratio',
        'least–most',
        'rounds',
        'clock ms',
        'loop delay ms',
      ],
      comparisons.map(timesRow),
    ),
    '',
    table(
      ['question', 'queries', 'ours', 'rows', 'ours', 'bytes', 'ours', 'examined', 'ours'],
      comparisons.map(costRow),
    ),
    '',
    ...unanswered.map(
      ({ name }) => `OUR ${name} took more than ${limitMS / 1000} s and was given up.`,
    ),
    ...skipped.map(
      ({ name }) =>
        `The reference's ${name} took more than ${limitMS / 1000} s and was left out: nothing is compared.`,
    ),
    ...different.map(({ name }) => `THE ANSWERS OF ${name} DIFFER: its times mean nothing.`),
    `Memory of the gateway: ${memory.before.toFixed(1)} MB before, ${memory.after.toFixed(1)} MB after.\n`,
  ].join('\n');
}

function timesRow({ name, rounds }: Comparison): (string | number)[] {
  const ratios = ratiosOf(rounds);
  const delays = rounds.map(({ delay }) => delay);
  const compared =
    ratios.length > 0
      ? [times(median(ratios)), `${times(Math.min(...ratios))}–${times(Math.max(...ratios))}`]
      : ['–', '–'];
  return [
    name,
    ratios.length > 0 ? milliseconds(median(rounds.map(({ reference }) => reference))) : '–',
    ...(rounds.length > 0 ? [milliseconds(median(rounds.map(({ ours }) => ours)))] : ['–']),
    ...compared,
    rounds.length,
    ...(rounds.length > 0
      ? [
          milliseconds(median(rounds.map(({ byTheClock }) => byTheClock))),
          `${Math.min(...delays).toFixed(1)}–${Math.max(...delays).toFixed(1)}`,
        ]
      : ['–', '–']),
  ];
}

function costRow({ name, ours, reference }: Comparison): string[] {
  const both = (cost: 'queries' | 'rows' | 'bytes' | 'examined') => [
    reference ? whole(reference[cost]) : '–',
    ours ? whole(ours[cost]) : '–',
  ];
  return [name, ...both('queries'), ...both('rows'), ...both('bytes'), ...both('examined')];
}

/** How the times of all sizes grow with the documents, ours and the reference's. */
export function growthWithSessions(sizes: readonly SizeResult[]): string {
  const names = sizes[0]?.comparisons.map(({ name }) => name) ?? [];
  const row = (name: string, side: 'ours' | 'reference') => {
    const points = sizes.map(({ documents, comparisons }) => ({
      x: documents,
      y: median(
        (comparisons.find((one) => one.name === name)?.rounds ?? []).map((round) => round[side]),
      ),
    }));
    return [...points.map(({ y }) => (Number.isNaN(y) ? '–' : milliseconds(y))), power(points)];
  };
  return growthTable(
    'session documents',
    sizes.map(({ documents }) => documents),
    names.flatMap((name) => [
      [name, ...row(name, 'ours')],
      ['– reference', ...row(name, 'reference')],
    ]),
  );
}

export function growthReport({ title, along, rows }: Growth): string {
  return growthTable(
    title,
    along,
    rows.map(({ name, ms }) => [
      name,
      ...ms.map(milliseconds),
      power(ms.map((y, index) => ({ x: along[index] ?? NaN, y }))),
    ]),
  );
}

function growthTable(title: string, along: readonly number[], rows: readonly string[][]): string {
  const head = ['question', ...along.map((value) => whole(value)), 'power'];
  return [`## Milliseconds by ${title}\n`, table(head, rows), ''].join('\n');
}

function power(points: readonly { x: number; y: number }[]): string {
  const measured = points.filter(({ y }) => !Number.isNaN(y));
  return measured.length < 2 ? '–' : growthPower(measured).toFixed(2);
}

export function verdictReport(found: readonly Verdict[]): string {
  return [
    '## Thresholds\n',
    table(
      ['threshold', 'measured', 'holds'],
      found.map(({ threshold, measured, holds }) => [
        threshold,
        measured,
        holds === undefined ? 'not in this run' : holds ? 'yes' : 'NO',
      ]),
    ),
  ].join('\n');
}
