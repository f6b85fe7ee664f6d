import { fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BenchError } from '../scenario.js';
import { endChild, nextMessage } from './child.js';
import { compileGateway } from './compiled-gateway.js';
import type { HttpQuestion } from './http-question.js';
import { startLoad, type Load } from './load.js';
import { startServer, type MeasuredServer } from './measured-server.js';
import { installPeers, peerScript, type PeerName } from './peers.js';
import { graphqlQuestion, restQuestion } from './questions.js';

export const contestantNames = [
  'gateway, GraphQL',
  'Apollo + Express',
  'Mercurius',
  'gateway, REST',
  'Fastify',
] as const;

export type ContestantName = (typeof contestantNames)[number];

/** A server and what it is asked. */
export interface Contestant {
  readonly server: MeasuredServer;
  readonly metric: HttpQuestion;
}

/** Everybody who is compared, each server listening in a process of its own, and who asks them. */
export interface Contest {
  readonly contestants: Readonly<Record<ContestantName, Contestant>>;
  readonly load: Load;
  close(): Promise<void>;
}

const workspaceScript = fileURLToPath(new URL('./workspace-process.ts', import.meta.url));

/** Compiles the gateway, installs its peers where they are missing, and starts them all. */
export async function openContest(): Promise<Contest> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const one of closers) await one();
  };

  try {
    await installPeers();
    const compiled = await compileGateway();
    closers.unshift(() => compiled.remove());
    const load = startLoad();
    closers.unshift(() => load.close());
    const workspace = fork(workspaceScript, { execArgv: process.execArgv });
    closers.unshift(() => endChild(workspace));
    const mongoURL = (await nextMessage(workspace)) as string;

    const gateway = await startGateway(compiled.script, join(compiled.folder, 'log'), mongoURL);
    closers.unshift(() => gateway.close());
    const rows = rowsOf(await load.run(gateway.url, restQuestion, 1));
    const startPeer = async (name: PeerName) => {
      const server = await startServer({
        script: peerScript(name),
        environment: { ROWS: JSON.stringify(rows) },
        output: 'ignore',
      });
      closers.unshift(() => server.close());
      return server;
    };
    return {
      contestants: {
        'gateway, GraphQL': { server: gateway, metric: graphqlQuestion },
        'Apollo + Express': {
          server: await startPeer('apollo-express'),
          metric: graphqlQuestion,
        },
        Mercurius: { server: await startPeer('mercurius'), metric: graphqlQuestion },
        'gateway, REST': { server: gateway, metric: restQuestion },
        Fastify: { server: await startPeer('fastify'), metric: restQuestion },
      },
      load,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** As it runs in production, with its log in a file and a limit that is counted and never reached. */
async function startGateway(
  script: string,
  logFile: string,
  mongoURL: string,
): Promise<MeasuredServer> {
  const log = openSync(logFile, 'a');
  try {
    return await startServer({
      script,
      environment: { HOST: '127.0.0.1', MONGO_URL: mongoURL, RATE_LIMIT_CALLS: '1000000' },
      output: log,
    });
  } finally {
    closeSync(log);
  }
}

function rowsOf(body: string): readonly unknown[] {
  const { hours } = JSON.parse(body) as { hours: readonly { users: number }[] };
  if (hours.length === 12 && hours.some(({ users }) => users > 0)) return hours;
  throw new BenchError(`Expected twelve hours, got ${body}`);
}
