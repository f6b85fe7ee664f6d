import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { smallWorkspace } from '../http/small-workspace.js';
import { startMongod } from './mongod.js';
import {
  assertExpectedStatuses,
  fill,
  requestTimeoutMS,
  sendContinuously,
  startRealGateway,
} from './real-gateway.js';

describe('under concurrent requests every response is 200, 503 or 504 and in time', () => {
  it('while mongod is suspended and resumed', async () => {
    await using mongod = await startMongod();
    await fill(mongod.url, smallWorkspace);
    await using gateway = await startRealGateway(`${mongod.url}/rocketchat`);
    const requests = sendContinuously(gateway);
    await requests.until(200);
    mongod.pause();
    await requests.until(504);
    await sleep(1000);
    mongod.resume();
    await requests.until(200);
    assertExpectedStatuses(await requests.stop());
    await gateway.untilHealthy();
  });

  it('while mongod is killed and started again', async () => {
    await using mongod = await startMongod();
    await fill(mongod.url, smallWorkspace);
    await using gateway = await startRealGateway(`${mongod.url}/rocketchat`);
    const requests = sendContinuously(gateway);
    for (let times = 0; times < 2; times += 1) {
      await requests.until(200);
      await mongod.kill();
      await requests.until(503);
      await mongod.start();
    }
    await requests.until(200);
    assertExpectedStatuses(await requests.stop());
    await gateway.untilHealthy();
  });

  it(
    'through a minute of faults in turn, without holding more connections or timers in the end',
    { timeout: 180_000 },
    async () => {
      await using mongod = await startMongod();
      await fill(mongod.url, smallWorkspace);
      await using gateway = await startRealGateway(`${mongod.url}/rocketchat`);
      const requests = sendContinuously(gateway);
      const failures = () => (requests.statuses.get(503) ?? 0) + (requests.statuses.get(504) ?? 0);
      const held: number[] = [];
      const until = Date.now() + 60_000;
      for (let round = 0; Date.now() < until; round += 1) {
        mongod.pause();
        // Short ones end before any request times out.
        await sleep(round % 2 === 0 ? 500 : requestTimeoutMS + 500);
        mongod.resume();
        await requests.until(200);
        await mongod.kill();
        const before = failures();
        while (failures() === before) await sleep(20);
        await mongod.start();
        await requests.until(200);
        held.push(process.getActiveResourcesInfo().length);
      }
      assertExpectedStatuses(await requests.stop());
      await gateway.untilHealthy();
      // The first round opens what stays open.
      const [first = 0, last = Infinity] = [held[0], held.at(-1)];
      assert.ok(last <= first + 10, `Sockets and timers by round: ${held.join(', ')}`);
    },
  );
});
