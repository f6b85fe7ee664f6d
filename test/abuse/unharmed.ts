import assert from 'node:assert/strict';
import { metrics, url } from '../http/metrics.js';
import { smallWorkspace } from '../http/small-workspace.js';
import { watchProcess } from '../faults/faulty-gateway.js';
import { administrator, startTestGateway, type TestGateway } from '../support/gateway.js';
import type { RestResponse } from './requests.js';

/** How many random requests are sent in all; CI sends more. */
const requests = Number(process.env.RANDOM_REQUESTS ?? 150);

/** The share of one of the fourteen kinds of random request. */
export const share = { numRuns: Math.ceil(requests / 14) };

/** What shows the inside: stacks, files, the driver's and the database's words, our own faults. */
const inside =
  /"stack|node_modules|\.[jt]s\b| {4}at |Mongo|rocketchat_|loginTokens|BSON|INTERNAL_SERVER_ERROR|Internal server error/;

/** The gateway answered as it answers a client's mistake, or as it answers a query. */
export function assertAnswered({ status, text }: Pick<RestResponse, 'status' | 'text'>): void {
  assert.ok(status >= 200 && status < 500, `${status} ${text}`);
  assert.doesNotMatch(text, inside);
}

/** A gateway, and what it was like before anything was sent to it. */
export interface Victim extends AsyncDisposable {
  readonly gateway: TestGateway;
  /** Everything is as it was: the process, the log, both endpoints. */
  assertUnharmed(): Promise<void>;
}

export async function startVictim(): Promise<Victim> {
  const complaints = watchProcess();
  const gateway = await startTestGateway({ VIEWER_CACHE_MS: '60000' });
  await gateway.db.fill(smallWorkspace);
  const [metric] = metrics;
  assert.ok(metric);
  const { operation, parameters } = metric;
  const run = async () => {
    const { data } = await gateway.graphql(operation, administrator, { ...parameters });
    const rest = await gateway.rest(url(metric, parameters), administrator);
    assert.ok(data);
    return { data, rest: rest.text };
  };
  const whole = await run();
  let seen = 0;
  return {
    gateway,
    async assertUnharmed() {
      assert.deepEqual(await run(), whole);
      assert.deepEqual(complaints, []);
      const faults = gateway.log
        .slice(seen)
        .filter((line) => (JSON.parse(line) as { level: number }).level > 30);
      seen = gateway.log.length;
      assert.equal(faults.length, 0, faults[0]);
      const { polluted } = {} as { polluted?: unknown };
      assert.equal(polluted, undefined);
    },
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  };
}
