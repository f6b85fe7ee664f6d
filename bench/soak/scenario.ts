import { fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startFaultProxy } from '../../test/support/fault-proxy.js';
import { endChild, nextMessage } from '../http/child.js';
import { compileGateway } from '../http/compiled-gateway.js';
import { startServer, type MeasuredServer } from '../http/measured-server.js';
import { machineLine } from '../machine.js';
import { BenchError, type Scenario } from '../scenario.js';
import { changingWeather } from './faults.js';
import { soakReport, soakVerdicts } from './report.js';
import { keepAsking } from './traffic.js';

const timeoutMS = 1000;
const warmUpMS = 30_000;
/** Connections that the driver gave up are closed by then. */
const settleMS = 5000;
const workspaceScript = fileURLToPath(new URL('../http/workspace-process.ts', import.meta.url));

/** Mixed traffic while the database fails in turns: nothing hangs, nothing grows, all heals. */
export const soak: Scenario = async (args) => {
  const minutes = minutesOf(args);
  console.log(`${machineLine()}\n`);
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const compiled = await compileGateway();
    closers.unshift(() => compiled.remove());
    const workspace = fork(workspaceScript, { execArgv: process.execArgv });
    closers.unshift(() => endChild(workspace));
    const { port } = new URL((await nextMessage(workspace)) as string);
    const proxy = await startFaultProxy(Number(port));
    closers.unshift(async () => {
      await proxy[Symbol.asyncDispose]();
    });
    const gateway = await startGateway(compiled.script, compiled.folder, proxy.port);
    closers.unshift(() => gateway.close());

    const { url } = gateway;
    const askFor = async (timeMS: number) => {
      const weather = changingWeather(proxy);
      const until = Date.now() + timeMS;
      const tally = await keepAsking({ url, weather, timeoutMS, until });
      await weather.calm();
      await sleep(settleMS);
      return { tally, held: await gateway.resources() };
    };
    // The memory that a process is given is not taken back from it when it needs less.
    const { held: before } = await askFor(warmUpMS);
    const { tally, held: after } = await askFor(minutes * 60_000);

    const found = soakVerdicts(tally, timeoutMS, before, after);
    console.log(soakReport({ minutes, timeoutMS, tally, before, after, verdicts: found }));
    return { holds: found.every(({ holds }) => holds) };
  } finally {
    for (const close of closers) await close();
  }
};

function minutesOf(args: readonly string[]): number {
  const [option, value = '', ...more] = args;
  if (option === undefined) return 10;
  if (option !== '--minutes' || !/^[1-9]\d{0,3}$/.test(value) || more.length > 0) {
    throw new BenchError('soak takes --minutes and a whole number from 1 to 9999.');
  }
  return Number(value);
}

/** Keeps nothing, so that every request reaches the database. */
async function startGateway(
  script: string,
  folder: string,
  databasePort: number,
): Promise<MeasuredServer> {
  const log = openSync(join(folder, 'log'), 'a');
  try {
    return await startServer({
      script,
      environment: {
        HOST: '127.0.0.1',
        // Otherwise V8 takes what it likes before it collects, and growth would tell nothing.
        NODE_OPTIONS: '--max-old-space-size=96',
        MONGO_URL: `mongodb://127.0.0.1:${databasePort}/rocketchat`,
        REQUEST_TIMEOUT_MS: String(timeoutMS),
        RATE_LIMIT_CALLS: '0',
        QUERY_COST_LIMIT: '0',
        ANONYMOUS_RATE_LIMIT: '0',
        VIEWER_CACHE_MS: '0',
        ANSWER_CACHE_MS: '0',
        SETTLED_ANSWER_CACHE_MS: '0',
      },
      output: log,
    });
  } finally {
    closeSync(log);
  }
}
