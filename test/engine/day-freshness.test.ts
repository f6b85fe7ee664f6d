import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BsonDocument } from '../../data/workspace.js';
import { session } from '../support/documents.js';
import { administrator, people, startTestGateway } from '../support/gateway.js';

const dayMS = 86_400_000;
const midnight = Math.floor(Date.now() / dayMS) * dayMS;
/** Noon, so many days ago. */
const noonBefore = (days: number) => new Date(midnight - days * dayMS + dayMS / 2);

/** A gateway that caches days, whose reads of sessions are seen. */
async function gatewayWithDays(environment: Readonly<Record<string, string>> = {}) {
  const reads: BsonDocument[] = [];
  const gateway = await startTestGateway(
    { DAY_CACHE_MB: '64', ...environment },
    {
      intercept({ name, command }) {
        if (name === 'aggregate' && command.aggregate === 'rocketchat_sessions') {
          const [stage] = command.pipeline as BsonDocument[];
          reads.push((stage?.$match ?? {}) as BsonDocument);
        }
        return undefined;
      },
    },
  );
  const sessions = [1, 20, 21].map((days) =>
    session({ loginAt: noonBefore(days), closedAt: noonBefore(days) }),
  );
  await gateway.db.fill({ ...people, rocketchat_sessions: sessions });
  /** The hours of some days that end at noon, and when the oldest part of them was computed. */
  const timesOfDay = async (days: number, ago: number) => {
    const { data, text } = await gateway.graphql(
      `query ($start: Instant!, $end: Instant!) {
        usersByTimeOfDay(start: $start, end: $end) { users hour day }
      }`,
      administrator,
      { start: noonBefore(ago + days), end: noonBefore(ago) },
    );
    const { extensions } = JSON.parse(text) as {
      extensions: { computedAt: { usersByTimeOfDay: string } };
    };
    return { rows: data?.usersByTimeOfDay, computedAt: extensions.computedAt.usersByTimeOfDay };
  };
  return { ...gateway, reads, timesOfDay };
}

test('the hours of a day that is not cached are read in exactly their window, and then cached', async () => {
  await using gateway = await gatewayWithDays();
  const { reads } = gateway;
  const end = noonBefore(20);
  const hourly = () =>
    gateway.graphql(
      'query ($end: Instant!) { chatBusierHourly(start: $end) { users } }',
      administrator,
      {
        end,
      },
    );
  const first = await hourly();
  assert.deepEqual(reads[0]?.loginAt, { $gte: new Date(end.getTime() - dayMS), $lte: end });
  // The days of the window are read whole after the response.
  for (let tries = 0; tries < 100 && reads.length < 2; tries += 1) await sleep(20);
  await sleep(200);
  const before = reads.length;
  assert.deepEqual((await hourly()).data, first.data);
  assert.equal(reads.length, before);
});

test('a day that is complete is cached whatever results are, and a result is as old as its oldest day', async () => {
  // Results are not cached at all.
  await using gateway = await gatewayWithDays();
  const { reads, timesOfDay } = gateway;
  const first = await timesOfDay(1, 20);
  const before = reads.length;
  assert.ok(before > 0);
  await sleep(30);
  const again = await timesOfDay(1, 20);
  assert.equal(reads.length, before);
  assert.deepEqual(again, first);
  const wider = await timesOfDay(3, 19);
  assert.ok(reads.length > before);
  assert.equal(wider.computedAt, first.computedAt);
});

test('a day that the nightly job may rewrite is cached for ANSWER_CACHE_MS', async () => {
  for (const [cacheMS, isReadAgain] of [
    ['0', true],
    ['60000', false],
  ] as const) {
    await using gateway = await gatewayWithDays({ ANSWER_CACHE_MS: cacheMS });
    const { reads, timesOfDay } = gateway;
    await timesOfDay(1, 0);
    const before = reads.length;
    // Another result from the same days.
    const start = new Date(noonBefore(1).getTime() + 1);
    await gateway.graphql(
      'query ($start: Instant!, $end: Instant!) { usersByTimeOfDay(start: $start, end: $end) { users } }',
      administrator,
      { start, end: noonBefore(0) },
    );
    assert.equal(reads.length > before, isReadAgain, cacheMS);
  }
});
