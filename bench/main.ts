import { BenchError, type Scenario } from './scenario.js';

// Loaded on demand, so that no scenario weighs on the memory of another.
const scenarios: Readonly<Record<string, () => Promise<Scenario>>> = {
  metrics: async () => (await import('./metrics.js')).compareWithReference,
  http: async () => (await import('./http.js')).compareWithPeers,
  history: async () => (await import('./history.js')).measureHistory,
  dashboard: async () => (await import('./dashboard.js')).timeDashboard,
};

const [name = '', ...args] = process.argv.slice(2);
const load = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;

try {
  if (!load) {
    const expected = Object.keys(scenarios).join(', ');
    throw new BenchError(`There is no scenario "${name}": expected one of ${expected}.`);
  }
  const run = await load();
  const { holds } = await run(args.filter((arg) => arg !== '--assert'));
  if (!holds && args.includes('--assert')) process.exitCode = 1;
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error;
  if (!(error instanceof BenchError || isUsage)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
