import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { scheduleDaily } from '../../history/schedule.js';

const minute = 60_000;
const hour = 60 * minute;

const noFailure = (error: unknown) => {
  throw error;
};

/** Lets that much time pass, and what is due happen. */
async function pass(t: TestContext, timeMS: number): Promise<void> {
  for (let passed = 0; passed < timeMS; passed += minute) {
    t.mock.timers.tick(minute);
    await setImmediate();
  }
}

describe('the schedule of the writer', () => {
  test('runs within ten seconds of the start, and then once a day', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    let runs = 0;
    const stop = scheduleDaily(() => Promise.resolve(void (runs += 1)), noFailure);
    await pass(t, minute);
    assert.equal(runs, 1);
    await pass(t, 22 * hour);
    assert.equal(runs, 1);
    await pass(t, 4 * hour);
    assert.equal(runs, 2);
    await stop();
  });

  test('tries again an hour after a failure', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const failures: unknown[] = [];
    const stop = scheduleDaily(
      () => Promise.reject(new Error('disk full')),
      (error) => failures.push(error),
    );
    await pass(t, 3.5 * hour);
    assert.equal(failures.length, 4);
    await stop();
  });

  test('does not start two gateways at the same moment', (t) => {
    const waits: number[] = [];
    t.mock.method(globalThis, 'setTimeout', (_: () => void, timeMS: number) => {
      waits.push(timeMS);
      return { unref: () => undefined };
    });
    for (let gateway = 0; gateway < 20; gateway++) {
      scheduleDaily(() => Promise.resolve(), noFailure);
    }
    assert.ok(new Set(waits).size > 10);
    assert.ok(waits.every((timeMS) => timeMS <= 10_000));
  });

  test('aborts a run when it is ended, waits for it, and reports no failure', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    let ended = false;
    const stop = scheduleDaily(
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            ended = true;
            reject(new Error('aborted'));
          });
        }),
      noFailure,
    );
    await pass(t, minute);
    await stop();
    assert.ok(ended);
  });
});
