import { BenchError, type Scenario } from './scenario.js';

// Loaded when asked for, so that no scenario weighs on the memory of another.
const scenarios: Readonly<Record<string, () => Promise<Scenario>>> = {
  db: async () => (await import('./db/scenario.js')).compareWithReference,
  http: async () => (await import('./http/scenario.js')).compareWithPeers,
  soak: async () => (await import('./soak/scenario.js')).soak,
  quick: async () => (await import('./quick/scenario.js')).measureQuickly,
};

/** Those that are run to be told apart by their exit code. */
const asserted: readonly string[] = ['quick', 'soak'];

const [name = '', ...args] = process.argv.slice(2);
const load = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;

try {
  if (!load) {
    throw new BenchError(
      `There is no scenario "${name}": expected one of ${Object.keys(scenarios).join(', ')}.`,
    );
  }
  const run = await load();
  const { holds } = await run(args.filter((arg) => arg !== '--assert'));
  if (!holds && (args.includes('--assert') || asserted.includes(name))) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
