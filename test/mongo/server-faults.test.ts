import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { smallWorkspace } from '../http/small-workspace.js';
import { startMongod } from './mongod.js';
import {
  assertExpectedStatuses,
  fill,
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
});
