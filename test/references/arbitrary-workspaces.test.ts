import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { arbitraryCase, timeZones } from '../support/arbitrary-workspaces.js';
import { activeUsers } from './active-users.js';
import { channels } from './channels.js';
import { chatBusierHourly } from './chat-busier-hourly.js';
import { chatBusierWeekly } from './chat-busier-weekly.js';
import { messageOrigins } from './message-origins.js';
import { messagesSent } from './messages-sent.js';
import { newUsers } from './new-users.js';
import { popularChannels } from './popular-channels.js';
import { usersByTimeOfDay } from './users-by-time-of-day.js';

test('every query has an answer with rows in more than half of the arbitrary cases', () => {
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
      newUsers: users === 'rejected' ? [] : users.days,
      activeUsers: activeUsers(documents, parameters).month,
      chatBusierHourly: chatBusierHourly(documents, parameters).hours,
      chatBusierWeekly: chatBusierWeekly(documents, parameters).month,
      usersByTimeOfDay: usersByTimeOfDay(documents, parameters).week,
      messagesSent: messages === 'rejected' ? [] : messages.days,
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
