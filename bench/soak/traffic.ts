import { setTimeout as sleep } from 'node:timers/promises';
import { dayMS, today } from '../db/documents.js';
import { credentials } from '../http/questions.js';
import { thresholds } from '../thresholds.js';
import type { Weather } from './faults.js';

/** What came of all requests. */
export interface Tally {
  requests: number;
  readonly statuses: Map<string, number>;
  readonly unexpected: string[];
  readonly durationsMS: number[];
  /** What took longer than the deadline and a little. */
  readonly late: string[];
}

export interface TrafficOptions {
  readonly url: string;
  readonly weather: Pick<Weather, 'isRough' | 'fault'>;
  readonly timeoutMS: number;
  /** Epoch milliseconds. */
  readonly until: number;
}

interface Call {
  readonly path: string;
  readonly init: RequestInit;
  /** What it is answered while nothing fails. */
  readonly status: number;
  /** Whether its client goes away before it is answered. */
  readonly goesAway?: boolean;
}

const { slackMS } = thresholds.soak;
const callers = 8;
const pauseMS = 20;
/** Longer than the deadline by so much, and nobody will answer any more. */
const hungMS = 3000;
const base = '/api/v1/engagement-dashboard';
const signedIn = { 'x-user-id': credentials.userId, 'x-auth-token': credentials.token };

const windowed = [
  '/users/new-users',
  '/users/active-users',
  '/users/users-by-time-of-the-day-in-a-week',
  '/messages/messages-sent',
  '/messages/origin',
  '/messages/top-five-popular-channels',
  '/channels/list',
];

/** The calls of a caller, in a fixed order of kinds, over windows that come again now and then. */
function callOf(turn: number): Call {
  const end = new Date(today - (turn % 40) * dayMS).toISOString();
  const start = new Date(today - ((turn % 40) + (turn % 7) + 1) * dayMS).toISOString();
  const window = `start=${start}&end=${end}`;
  const path = windowed[turn % windowed.length] ?? '';
  switch (turn % 10) {
    case 0:
      return { path: `${base}${path}?${window}`, init: {}, status: 401 };
    case 1:
      return { path: `${base}${path}?start=now`, init: { headers: signedIn }, status: 400 };
    case 2:
      return {
        path: `${base}${path}?${window}`,
        init: { headers: signedIn },
        status: 200,
        goesAway: true,
      };
    case 3:
    case 4:
    case 5:
      return graphql(
        `{ chatBusierHourly(start: "${end}") { users hour } messagesSent(start: "${start}", end: "${end}") { period { count } } }`,
      );
    default:
      return { path: `${base}${path}?${window}`, init: { headers: signedIn }, status: 200 };
  }
}

function graphql(query: string): Call {
  return {
    path: '/graphql',
    init: {
      method: 'POST',
      headers: { ...signedIn, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    },
    status: 200,
  };
}

/** Asks until the time is over, by several callers, each one call at a time. */
export async function keepAsking(options: TrafficOptions): Promise<Tally> {
  const tally: Tally = {
    requests: 0,
    statuses: new Map(),
    unexpected: [],
    durationsMS: [],
    late: [],
  };
  let turn = 0;
  const asking = Array.from({ length: callers }, async () => {
    while (Date.now() < options.until) {
      await make(callOf(turn++), options, tally);
      await sleep(pauseMS);
    }
  });
  await Promise.all(asking);
  return tally;
}

async function make(call: Call, options: TrafficOptions, tally: Tally): Promise<void> {
  const { url, weather, timeoutMS } = options;
  const wasRough = weather.isRough();
  const patience = call.goesAway ? 15 : timeoutMS + hungMS;
  const start = performance.now();
  const outcome = await fetch(`${url}${call.path}`, {
    ...call.init,
    signal: AbortSignal.timeout(patience),
  }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status;
    },
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
  tally.requests += 1;
  const shown = call.goesAway && outcome === 'TimeoutError' ? 'went away' : String(outcome);
  tally.statuses.set(shown, (tally.statuses.get(shown) ?? 0) + 1);
  if (!call.goesAway) {
    const durationMS = performance.now() - start;
    tally.durationsMS.push(durationMS);
    if (durationMS > timeoutMS + slackMS) {
      tally.late.push(
        `${shown} after ${Math.round(durationMS)} ms (${weather.fault()}): ${call.path}`,
      );
    }
  }

  const mayFail = (wasRough || weather.isRough()) && (outcome === 503 || outcome === 504);
  if (outcome !== call.status && !mayFail && shown !== 'went away') {
    tally.unexpected.push(`${shown} instead of ${call.status} (${weather.fault()}): ${call.path}`);
  }
}
