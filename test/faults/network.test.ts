import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../support/fault-proxy.js';
import {
  assertAllExcused,
  assertAnswered,
  startFaultyGateway,
  watchProcess,
} from './faulty-gateway.js';

/** A deadline that a fault outlasts, and one that no fault does. */
const shortMS = 800;
const longMS = 10_000;

// Each test has a gateway of its own and mostly waits.
const concurrency = 6;
const complaints = watchProcess();
after(() => {
  assert.deepEqual(complaints, []);
});

const says = ({ kind, ...parts }: Fault): string =>
  [kind, ...Object.entries(parts).map(([name, value]) => `${name} ${value}`)].join(' ');

/** Nothing reports these to the driver, so that the time runs out. */
const silent: readonly Fault[] = [
  { kind: 'latency', ms: 60_000 },
  { kind: 'black hole' },
  { kind: 'drip', bytes: 1, everyMS: 50 },
  // The driver waits for the rest of the reply.
  { kind: 'corrupt length', length: 2 ** 30 },
];

/** The driver notices these, and may be looking for a database still when the time is up. */
const loud: readonly Fault[] = [
  { kind: 'rejected' },
  { kind: 'reset' },
  { kind: 'half-closed' },
  { kind: 'corrupt length', length: -5 },
];

describe('a fault that shows by nothing but silence is TIMEOUT', { concurrency }, () => {
  for (const fault of silent) {
    it(`${says(fault)}: before a request, during it, and never after it has ended`, async () => {
      await using gateway = await startFaultyGateway(shortMS);
      await gateway.untilHealthy();
      await gateway.proxy.fail(fault);
      assertAllExcused(await gateway.run(), 504);
      await gateway.proxy.heal();
      await gateway.untilHealthy();

      assertAllExcused(await gateway.runAndMeanwhile(() => gateway.proxy.fail(fault)), 504);
      await gateway.proxy.heal();
      await gateway.untilHealthy();
    });
  }

  it('in the middle of a long answer, where the driver would tidy up first', async () => {
    await using gateway = await startFaultyGateway(shortMS);
    await gateway.untilHealthy();
    const fail = () => gateway.proxy.fail({ kind: 'black hole' });
    assertAllExcused(await gateway.runAndMeanwhile(fail, 'getMore'), 504);
    await gateway.proxy.heal();
    await gateway.untilHealthy();
  });
});

describe('a connection that breaks', { concurrency }, () => {
  for (const fault of loud) {
    it(`${says(fault)}: is an error within the time of the request, and heals`, async () => {
      await using gateway = await startFaultyGateway(shortMS);
      await gateway.untilHealthy();
      await gateway.proxy.fail(fault);
      assertAllExcused(await gateway.run(), 503, 504);
      assertAllExcused(await gateway.run(), 503, 504);
      await gateway.proxy.heal();
      await gateway.untilHealthy();

      const outcomes = await gateway.runAndMeanwhile(() => gateway.proxy.fail(fault));
      assertAllExcused(outcomes, 503, 504);
      await gateway.proxy.heal();
      await gateway.untilHealthy();
    });
  }

  it('is SERVICE_UNAVAILABLE where there is time to find out', async () => {
    await using gateway = await startFaultyGateway(longMS);
    for (const fault of loud) {
      await gateway.untilHealthy();
      await gateway.proxy.fail(fault);
      assertAllExcused(await gateway.run(), 503);
      await gateway.proxy.heal();
    }
  });

  it('once, in the middle of a reply, is not noticed: the driver reads again', async () => {
    await using gateway = await startFaultyGateway(longMS);
    await gateway.untilHealthy();
    const once = () => gateway.proxy.fail({ kind: 'reset', times: 1 });
    assertAnswered(await gateway.runInTurn(once));
    assertAnswered(await gateway.runAndMeanwhile(once));
  });

  it('in the middle of a long answer is SERVICE_UNAVAILABLE: its rest cannot be read again', async () => {
    await using gateway = await startFaultyGateway(longMS);
    await gateway.untilHealthy();
    const outcomes = await gateway.runAndMeanwhile(
      () => gateway.proxy.fail({ kind: 'reset' }),
      'getMore',
    );
    assertAllExcused(outcomes, 503);
    await gateway.proxy.heal();
    await gateway.untilHealthy();
  });

  // 0, and what leaves zeros in front, is not among them: no client could guard the driver.
  for (const length of [-5, 7]) {
    it(`once, by a reply of length ${length}, is SERVICE_UNAVAILABLE: nothing is read twice`, async () => {
      await using gateway = await startFaultyGateway(shortMS);
      await gateway.untilHealthy();
      const outcomes = await gateway.runInTurn(async () => {
        await gateway.untilHealthy();
        await gateway.proxy.fail({ kind: 'corrupt length', length, times: 1 });
      });
      assertAllExcused(outcomes, 503);
      await gateway.untilHealthy();
    });
  }
});

describe('a fault that is bearable or over is no error', { concurrency }, () => {
  const bearable: readonly Fault[] = [
    { kind: 'latency', ms: 40 },
    { kind: 'latency', ms: 5, jitterMS: 60 },
    { kind: 'drip', bytes: 16, everyMS: 1 },
  ];
  it('a little slow, before a request and during it', async () => {
    await using gateway = await startFaultyGateway(longMS);
    await gateway.untilHealthy();
    for (const fault of bearable) {
      await gateway.proxy.fail(fault);
      assertAnswered(await gateway.run());
      await gateway.proxy.heal();
      assertAnswered(await gateway.runAndMeanwhile(() => gateway.proxy.fail(fault)));
      await gateway.proxy.heal();
    }
  });

  for (const fault of loud) {
    it(`${says(fault)}: between two requests`, async () => {
      await using gateway = await startFaultyGateway(longMS);
      await gateway.untilHealthy();
      for (let times = 0; times < 2; times += 1) {
        await gateway.proxy.fail(fault);
        await sleep(50);
        await gateway.proxy.heal();
        assertAnswered(await gateway.run());
      }
    });
  }

  it('silence, when it ends in time', async () => {
    await using gateway = await startFaultyGateway(longMS);
    await gateway.untilHealthy();
    const outcomes = await gateway.runAndMeanwhile(async () => {
      await gateway.proxy.fail({ kind: 'latency', ms: 60_000 });
      void sleep(300).then(() => gateway.proxy.heal());
    });
    assertAnswered(outcomes);
  });
});

it('a gateway stops while its database swallows everything', async () => {
  const gateway = await startFaultyGateway(shortMS);
  await gateway.untilHealthy();
  await gateway.proxy.fail({ kind: 'black hole' });
  const running = gateway.run();
  await Promise.all([gateway[Symbol.asyncDispose](), running.catch(() => undefined)]);
});
