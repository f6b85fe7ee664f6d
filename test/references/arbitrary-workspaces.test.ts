import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { Document } from '../../data/workspace.js';
import {
  arbitraryCase,
  arbitraryWindow,
  arbitraryWorkspace,
  timeZones,
} from '../support/arbitrary-workspaces.js';
import type { Documents } from '../support/documents.js';
import { activeUsers } from './active-users.js';
import { channels } from './channels.js';
import { chatBusierHourly } from './chat-busier-hourly.js';
import { chatBusierWeekly } from './chat-busier-weekly.js';
import { messageOrigins } from './message-origins.js';
import { messagesSent } from './messages-sent.js';
import { newUsers } from './new-users.js';
import { popularChannels } from './popular-channels.js';
import { usersByTimeOfDay } from './users-by-time-of-day.js';

function hasUndefined(value: unknown): boolean {
  if (value === undefined) return true;
  if (value instanceof Date) return Number.isNaN(value.getTime());
  return typeof value === 'object' && value !== null && Object.values(value).some(hasUndefined);
}

function assertStorable(documents: Documents): void {
  for (const stored of Object.values(documents)) {
    assert.equal(new Set(stored.map(({ _id }) => _id)).size, stored.length);
    assert.equal(hasUndefined(stored), false);
  }
}

function assertOnePerDate(rows: Document[]): void {
  const keys = rows.map(({ type, date, room }) => {
    const { _id } = (room ?? { _id: '' }) as { _id: string };
    return JSON.stringify([type, date, _id]);
  });
  assert.equal(new Set(keys).size, rows.length);
}

for (const timeZone of timeZones) {
  test(`arbitrary workspaces in ${timeZone} can be stored, with one analytics document per room and date`, () => {
    fc.assert(
      fc.property(arbitraryWorkspace(timeZone), (documents) => {
        assertStorable(documents);
        assertOnePerDate(documents.rocketchat_analytics ?? []);
      }),
      { numRuns: 100, seed: 1 },
    );
  });
}

test('arbitrary windows run backwards now and then, and by two days seldom', () => {
  const windows = fc.sample(arbitraryWindow('UTC'), { numRuns: 1000, seed: 1 });
  const spans = windows.map(({ start, end }) => end.getTime() - start.getTime());
  const share = (isCounted: (span: number) => boolean) => spans.filter(isCounted).length / 1000;
  assert.ok(share((span) => span < 0) > 0.08 && share((span) => span < 0) < 0.25);
  assert.ok(share((span) => span <= -2 * 86_400_000) < 0.1);
});

test('every question has an answer with rows in more than half of the arbitrary cases', () => {
  const rowCounts: Record<string, number> = {};
  const cases = timeZones.flatMap((timeZone) =>
    fc
      .sample(arbitraryCase(timeZone), { numRuns: 100, seed: 1 })
      .map((sampled) => ({ timeZone, ...sampled })),
  );
  for (const { timeZone, documents, window, paging } of cases) {
    const parameters = { ...window, timeZone };
    const users = newUsers(documents, parameters);
    const messages = messagesSent(documents, parameters);
    const { origins } = messageOrigins(documents, parameters);
    const results = {
      newUsers: users === 'refused' ? [] : users.days,
      activeUsers: activeUsers(documents, parameters).month,
      chatBusierHourly: chatBusierHourly(documents, parameters).hours,
      chatBusierWeekly: chatBusierWeekly(documents, parameters).month,
      usersByTimeOfDay: usersByTimeOfDay(documents, parameters).week,
      messagesSent: messages === 'refused' ? [] : messages.days,
      messageOrigins: origins.filter(({ messages }) => messages !== 0),
      popularChannels: popularChannels(documents, parameters).channels,
      channels: channels(documents, { ...parameters, ...paging }).channels,
    };
    for (const [metric, rows] of Object.entries(results)) {
      rowCounts[metric] = (rowCounts[metric] ?? 0) + Math.sign(rows.length);
    }
  }
  for (const [metric, result] of Object.entries(rowCounts)) {
    assert.ok(result > cases.length / 2, `${metric}: ${result} of ${cases.length}`);
  }
});
