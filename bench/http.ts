import { execFile, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median } from 'simple-statistics';
import { administrator } from '../embedded/demo/credentials.js';
import { startEmbeddedWorkspace } from '../embedded/workspace.js';
import { storedDocuments } from '../operations/stored-documents.generated.js';
import { responseOf, endChild, startServer, type MeasuredServer } from './measured-server.js';
import { BenchError, type Scenario } from './scenario.js';
import { checkTable, machineLine, table, whole, type Check } from './table.js';
import { thresholds } from './thresholds.js';

interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A server with the request that it is sent, and the response that is expected. */
interface Subject {
  readonly name: string;
  readonly server: MeasuredServer;
  readonly request: HttpRequest;
  readonly response: string;
}

// Short turns, so that whatever else the machine does disturbs all subjects alike.
const requestsPerTurn = 1000;
const rounds = 5;
/** Of each subject in one round, and before the first, after which the code that runs often is compiled. */
const requests = 10_000;
const warmUp = 10_000;
const connections = 32;

const headers = { 'x-user-id': administrator.userId, 'x-auth-token': administrator.token };
/** The end of the documented day, whose twelve rows the demo always has. */
const start = '2023-05-02T00:00:00.000Z';
const rest: HttpRequest = {
  method: 'GET',
  path: `/api/v1/engagement-dashboard/users/chat-busier/hourly-data?start=${encodeURIComponent(start)}`,
  headers,
};

function graphql(query: string): HttpRequest {
  return {
    method: 'POST',
    path: '/graphql',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ query, operationName: 'ChatBusierHourly', variables: { start } }),
  };
}
const trustedText = [...storedDocuments.values()].find((text) => text.includes('ChatBusierHourly'));
const trusted = graphql(trustedText ?? '');
const other = graphql(
  'query ChatBusierHourly($start: Instant!) { chatBusierHourly(start: $start) { hour users } }',
);

const names = {
  trusted: 'gateway, trusted GraphQL',
  other: 'gateway, other GraphQL',
  rest: 'gateway, REST',
  apollo: 'Apollo Server + Express',
  mercurius: 'Mercurius + compiler',
  sameWork: 'Mercurius, the same work',
  fastify: 'Fastify',
} as const;

const comparisons = [
  ['trustedOfApollo', names.trusted, names.apollo],
  ['trustedOfMercurius', names.trusted, names.mercurius],
  ['trustedOfSameWork', names.trusted, names.sameWork],
  ['restOfFastify', names.rest, names.fastify],
  ['otherOfApollo', names.other, names.apollo],
] as const;

/** The CPU time of a request to the gateway, whose result is cached, next to other servers. */
export const compareWithPeers: Scenario = async (args) => {
  if (args.length > 0) throw new BenchError(`http has no options, and got ${args.join(' ')}.`);
  console.log(`${machineLine()}${(await useOneCore()) ? ', all processes on one core' : ''}\n`);
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const subjects = await openSubjects(closers);
    const load = fork(peer('load'), { execArgv: [] });
    closers.unshift(() => endChild(load));
    const cost = async ({ server, request, response }: Subject, amount: number) => {
      const before = await server.cpuTime();
      const { path, ...rest } = request;
      const options = {
        ...rest,
        url: server.url + path,
        connections,
        amount,
        expectBody: response,
      };
      const { requests, failed } = (await responseOf(load, options)) as {
        requests: number;
        failed: number;
      };
      if (failed > 0)
        throw new BenchError(`${failed} of ${requests} responses were not as expected: ${path}`);
      return ((await server.cpuTime()) - before) / requests;
    };

    for (const subject of subjects) await cost(subject, warmUp);
    const costs = new Map(subjects.map(({ name }) => [name, [] as number[]]));
    for (let round = 0; round < rounds; round += 1) {
      const turns = new Map(subjects.map(({ name }) => [name, [] as number[]]));
      for (let turn = 0; turn < requests / requestsPerTurn; turn += 1) {
        // Forwards and backwards, so that no subject always follows the same one.
        for (const subject of turn % 2 === 0 ? subjects : [...subjects].reverse()) {
          turns.get(subject.name)?.push(await cost(subject, requestsPerTurn));
        }
      }
      for (const [name, turn] of turns) costs.get(name)?.push(median(turn));
    }
    console.log(report(costs));
    const checks = comparisons.map(([limit, gateway, name]): Check => {
      const ratios = (costs.get(gateway) ?? []).map(
        (value, round) => value / (costs.get(name)?.[round] ?? NaN),
      );
      const most = thresholds.http[limit];
      return {
        threshold: `${gateway}: at most ${most.toFixed(2)} of ${name}`,
        measured: `${median(ratios).toFixed(2)} (${spread(ratios, 2)})`,
        holds: median(ratios) <= most,
      };
    });
    console.log(checkTable(checks));
    return { holds: checks.every(({ holds }) => holds !== false) };
  } finally {
    for (const close of closers) await close();
  }
};

/**
 * Keeps this process and all that it starts on one core, where the system can: on several, each
 * response must wake the client where that is idle, and ratios scatter three times as much.
 */
async function useOneCore(): Promise<boolean> {
  try {
    // The first core has the interrupts of most machines.
    const core = String(cpus().length - 1);
    await promisify(execFile)('taskset', ['-acp', core, String(process.pid)]);
    return true;
  } catch {
    return false;
  }
}

/** Builds the gateway, installs the peers where they are missing, and starts all servers. */
async function openSubjects(closers: (() => Promise<unknown>)[]): Promise<Subject[]> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const npm = (...args: string[]) =>
    promisify(execFile)('npm', args, { shell: process.platform === 'win32' });
  if (
    !existsSync(fileURLToPath(new URL('peers/node_modules/.package-lock.json', import.meta.url)))
  ) {
    await npm('ci', '--prefix', join(root, 'bench/peers'), '--ignore-scripts');
  }
  await npm('run', 'build', '--prefix', root);
  const folder = await mkdtemp(join(tmpdir(), 'engagement-gateway-bench-'));
  closers.unshift(() => rm(folder, { recursive: true, force: true }));
  // Its thread belongs to this process, so that the CPU time of the gateway is its own.
  const workspace = await startEmbeddedWorkspace({
    kind: 'demo',
    seed: 1,
    now: new Date(),
    timeZone: 'UTC',
  });
  closers.unshift(() => workspace.close());

  const open = async (script: string, environment: Readonly<Record<string, string>>) => {
    const server = await startServer(
      script,
      { MONGO_URL: workspace.url, ...environment },
      join(folder, 'log'),
    );
    closers.unshift(() => server.close());
    return server;
  };
  const subject = async (
    name: string,
    server: MeasuredServer,
    request: HttpRequest,
  ): Promise<Subject> => {
    const { path, ...init } = request;
    const response = await fetch(server.url + path, init);
    const text = await response.text();
    if (response.status !== 200 || !text.includes('"users":4'))
      throw new BenchError(`${name}: ${text}`);
    return { name, server, request, response: text };
  };

  // Limits are counted and never reached.
  const openGateway = () =>
    open(join(root, 'dist/server/main.js'), { RATE_LIMIT_CALLS: '1000000' });
  const restSubject = await subject(names.rest, await openGateway(), rest);
  const { hours } = JSON.parse(restSubject.response) as { hours: unknown };
  const openPeer = (name: string) => open(peer(name), { ROWS: JSON.stringify(hours) });
  return [
    await subject(names.trusted, await openGateway(), trusted),
    await subject(names.other, await openGateway(), other),
    await subject(names.apollo, await openPeer('apollo-express'), trusted),
    await subject(names.mercurius, await openPeer('mercurius'), trusted),
    await subject(names.sameWork, await openPeer('same-work'), trusted),
    restSubject,
    await subject(names.fastify, await openPeer('fastify'), rest),
  ];
}

function peer(name: string): string {
  return fileURLToPath(new URL(`peers/${name}.mjs`, import.meta.url));
}

function report(costs: ReadonlyMap<string, readonly number[]>): string {
  const rows = [...costs].map(([name, values]) => [
    name,
    median([...values]).toFixed(1),
    spread(values, 1),
  ]);
  return `## CPU time of the server per request: median of ${rounds} rounds of ${whole(requests)} requests\n\n${table(['server', 'µs', 'least–most'], rows)}\n`;
}

function spread(values: readonly number[], decimals: number): string {
  return `${Math.min(...values).toFixed(decimals)}–${Math.max(...values).toFixed(decimals)}`;
}
