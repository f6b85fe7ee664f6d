import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient, type CommandStartedEvent } from 'mongodb';
import { metrics } from '../http/metrics.js';
import { smallWorkspace } from '../http/small-workspace.js';
import { startMongod, type Mongod } from './mongod.js';
import {
  assertExpectedStatuses,
  fill,
  sendContinuously,
  startRealGateway,
  type RealGateway,
} from './real-gateway.js';

const electionMS = 60_000;

describe('on a replica set of three members', () => {
  let members: Mongod[];
  let admin: MongoClient;
  let gateway: RealGateway;
  let commands: CommandStartedEvent[] = [];
  before(async () => {
    members = await Promise.all(
      [1, 2, 3].map(() => startMongod('--replSet', 'rs', '--oplogSize', '50')),
    );
    const hosts = members.map(({ host }) => host);
    await initiate(hosts);
    const url = `mongodb://${hosts.join(',')}/rocketchat?replicaSet=rs`;
    admin = await new MongoClient(url, { serverSelectionTimeoutMS: electionMS }).connect();
    // Every member has the documents before the first request.
    await fill(`${url}&w=3`, smallWorkspace);
    gateway = await startRealGateway(url, { onCommand: (event) => commands.push(event) });
  });
  after(async () => {
    await gateway[Symbol.asyncDispose]();
    await admin.close();
    await Promise.all(members.map((member) => member[Symbol.asyncDispose]()));
  });

  /** The host of the primary, once there is one that is not `other`. */
  async function primary(other?: string): Promise<string> {
    const until = Date.now() + electionMS;
    for (;;) {
      const { primary: host } = (await admin
        .db('admin')
        .command({ hello: 1 }, { readPreference: 'nearest' })
        .catch(() => ({}))) as { primary?: string };
      if (host !== undefined && host !== other) return host;
      assert.ok(Date.now() < until, 'No primary was elected.');
      await sleep(100);
    }
  }

  async function assertReadsWhereDocumented(): Promise<void> {
    const host = await primary();
    // The driver learns of a new primary a moment later.
    await gateway.untilHealthy();
    commands = [];
    await gateway.untilHealthy();
    const addresses = (isOfViewers: boolean) =>
      commands.flatMap(({ address, command }) => {
        const collection: unknown = command.find ?? command.aggregate;
        const isViewer = collection === 'users' || collection === 'rocketchat_permissions';
        return collection !== undefined && isViewer === isOfViewers ? [address] : [];
      });
    assert.deepEqual([...new Set(addresses(true))], [host]);
    const ofMetrics = addresses(false);
    assert.ok(ofMetrics.length >= metrics.length);
    assert.ok(!ofMetrics.includes(host), 'A metric was read from the primary.');
  }

  it('metrics are read from a secondary, viewers from the primary', assertReadsWhereDocumented);

  it('responses are 200, 503 or 504 and in time while the primary steps down', async () => {
    const former = await primary();
    const requests = sendContinuously(gateway);
    await requests.until(200);
    await admin.db('admin').command({ replSetStepDown: 30, secondaryCatchUpPeriodSecs: 10 });
    await primary(former);
    await requests.until(200);
    assertExpectedStatuses(await requests.stop());
    await assertReadsWhereDocumented();
  });

  it('and while the primary is killed and comes back', async () => {
    const former = await primary();
    const killed = members.find(({ host }) => host === former);
    assert.ok(killed);
    const requests = sendContinuously(gateway);
    await requests.until(200);
    await killed.kill();
    await primary(former);
    await requests.until(200);
    await killed.start();
    await requests.until(200);
    assertExpectedStatuses(await requests.stop());
    await assertReadsWhereDocumented();
  });

  it('viewers are read from a secondary while there is no primary', async () => {
    const former = await primary();
    // One of three members elects none.
    const left = members.find(({ host }) => host !== former);
    const others = members.filter((member) => member !== left);
    assert.ok(left);
    await Promise.all(others.map((member) => member.kill()));
    await gateway.untilHealthy();
    commands = [];
    await gateway.untilHealthy();
    const viewers = commands.filter(({ command }) => command.find === 'users');
    assert.deepEqual([...new Set(viewers.map(({ address }) => address))], [left.host]);
  });
});

async function initiate(hosts: readonly string[]): Promise<void> {
  const client = await new MongoClient(`mongodb://${hosts[0]}/?directConnection=true`).connect();
  try {
    await client.db('admin').command({
      replSetInitiate: {
        _id: 'rs',
        members: hosts.map((host, _id) => ({ _id, host })),
        settings: { electionTimeoutMillis: 2000 },
      },
    });
  } finally {
    await client.close();
  }
}
