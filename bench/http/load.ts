import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BenchError } from '../scenario.js';
import { askChild, endChild } from './child.js';
import type { HttpQuestion } from './http-question.js';
import type { LoadOrder, LoadReport } from './load-process.js';

/** A client over ten kept connections, in a process of its own, whose time counts for nobody. */
export interface Load {
  /**
   * Asks so many times and tells the body that came every time.
   * @throws BenchError when another one came, or another status than 200.
   */
  run(url: string, metric: HttpQuestion, times: number): Promise<string>;
  close(): Promise<void>;
}

const script = fileURLToPath(new URL('./load-process.ts', import.meta.url));

export function startLoad(): Load {
  const child = fork(script, { execArgv: process.execArgv });
  return {
    async run(url, metric, times) {
      const order: LoadOrder = { url, metric, times };
      const report = (await askChild(child, order)) as LoadReport;
      if ('failure' in report) throw new BenchError(`${metric.path}: ${report.failure}`);
      return report.body;
    },
    close: () => endChild(child),
  };
}
