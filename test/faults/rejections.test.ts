import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { rejections } from '../support/faulty-server.js';
import {
  assertAllExcused,
  assertAnswered,
  startFaultyGateway,
  watchProcess,
} from './faulty-gateway.js';

// No fault here lasts that long: whatever is TIMEOUT is so because the database said it.
const timeoutMS = 10_000;

// Each test has a gateway of its own and mostly waits.
const concurrency = 6;
const complaints = watchProcess();
after(() => {
  assert.deepEqual(complaints, []);
});

const { stepsDown, isSecondary, recovers, hasSteppedDown, shutsDown, isInterrupted } = rejections;
const { lostCursor, ranOutOfTime, forbids } = rejections;

describe('a database that changes its state', { concurrency }, () => {
  // The driver forgets its connections at the last two.
  const changes = [stepsDown, isSecondary, recovers, hasSteppedDown, shutsDown, isInterrupted];
  for (const change of changes) {
    it(`with ${String(change.codeName)} gets the query again, and is SERVICE_UNAVAILABLE if that fails`, async () => {
      await using gateway = await startFaultyGateway(timeoutMS);
      const { server } = gateway;
      await gateway.untilHealthy();
      assertAnswered(
        await gateway.runInTurn(() => {
          server.reject('aggregate', change, 1);
        }),
      );

      const reject = () => {
        server.reject('aggregate', change);
      };
      assertAllExcused(await gateway.runAndMeanwhile(reject), 503);
      assertAllExcused(await gateway.run(), 503);
      server.heal();
      await gateway.untilHealthy();

      // What has come of a long answer cannot be read a second time.
      const rejectRest = () => {
        server.reject('getMore', change);
      };
      assertAllExcused(await gateway.runAndMeanwhile(rejectRest, 'getMore'), 503);
      server.heal();
      await gateway.untilHealthy();
    });
  }
});

describe('a database that rejects', { concurrency }, () => {
  const rows = [
    { reply: lostCursor, commands: ['getMore'] as const, status: 503 },
    { reply: forbids, commands: ['find', 'aggregate', 'getMore'] as const, status: 503 },
    { reply: ranOutOfTime, commands: ['find', 'aggregate', 'getMore'] as const, status: 504 },
  ];
  for (const { reply, commands, status } of rows) {
    it(`with ${String(reply.codeName)} is ${status}, before a query and during it, and never after`, async () => {
      await using gateway = await startFaultyGateway(timeoutMS);
      const { server } = gateway;
      await gateway.untilHealthy();
      for (const command of commands) {
        const reject = () => {
          server.reject(command, reply);
        };
        reject();
        assertAllExcused(await gateway.run(), status);
        server.heal();
        assertAnswered(await gateway.run());

        assertAllExcused(await gateway.runAndMeanwhile(reject, command), status);
        server.heal();
        assertAnswered(await gateway.run());
      }
    });
  }
});
