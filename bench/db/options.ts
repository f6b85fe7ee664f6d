import { parseArgs } from 'node:util';
import { BenchError } from '../scenario.js';
import { variants, type Rivals } from './rivals.js';

export interface Options {
  /** Session documents of each workspace, smallest first. */
  readonly sizes: readonly number[];
  readonly variants: readonly Rivals[];
}

/** @throws BenchError for what is not understood. */
export function readOptions(args: readonly string[]): Options {
  const { sizes, metrics } = parsed(args);
  const names = metrics?.split(',').map((name) => name.trim());
  const unknown = names?.filter((name) => !variants.some((one) => one.name === name)) ?? [];
  if (unknown.length > 0) {
    throw new BenchError(
      `--questions: there is no ${unknown.join(', ')}; expected some of ${variants.map(({ name }) => name).join(', ')}.`,
    );
  }
  return {
    sizes: sizes
      .split(',')
      .map(sizeOf)
      .sort((a, b) => a - b),
    variants: names ? variants.filter(({ name }) => names.includes(name)) : variants,
  };
}

function parsed(args: readonly string[]): { sizes: string; metrics?: string | undefined } {
  try {
    return parseArgs({
      args: [...args],
      options: {
        sizes: { type: 'string', default: '20000,100000,500000' },
        metrics: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new BenchError(error instanceof Error ? error.message : String(error));
  }
}

function sizeOf(text: string): number {
  const size = Number(text);
  // With fewer there is not one room or person a day.
  if (Number.isInteger(size) && size >= 1000) return size;
  throw new BenchError(`--sizes: expected whole numbers from 1000 and commas, not "${text}".`);
}
