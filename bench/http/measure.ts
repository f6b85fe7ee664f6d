import { contestantNames, type Contest, type ContestantName } from './contest.js';

export interface Effort {
  readonly rounds: number;
  /** In one round, of one contestant. */
  readonly requests: number;
  /** Of one contestant before the first round, in which what is called often is compiled. */
  readonly warmUp: number;
}

/** Microseconds of the server's CPU time for one request, over one round. */
export type Round = Readonly<Record<ContestantName, number>>;

// Whatever else the machine does then disturbs all of them alike.
const requestsInTurn = 500;

/** Everybody is asked in short turns, forwards and backwards, so that nobody always follows the same one. */
export async function measureRequests(contest: Contest, effort: Effort): Promise<Round[]> {
  for (const name of contestantNames) await cpuTime(contest, name, effort.warmUp);
  const rounds: Round[] = [];
  while (rounds.length < effort.rounds) rounds.push(await measureRound(contest, effort.requests));
  return rounds;
}

async function measureRound(contest: Contest, requests: number): Promise<Round> {
  const turns = Math.ceil(requests / requestsInTurn);
  const times = new Map<ContestantName, number>();
  for (let turn = 0; turn < turns; turn += 1) {
    const order = turn % 2 === 0 ? contestantNames : [...contestantNames].reverse();
    for (const name of order) {
      const time = await cpuTime(contest, name, requestsInTurn);
      times.set(name, (times.get(name) ?? 0) + time / requestsInTurn / turns);
    }
  }
  return Object.fromEntries(times) as Round;
}

/** Microseconds of CPU time that so many requests cost the server. */
async function cpuTime(
  { contestants, load }: Contest,
  name: ContestantName,
  requests: number,
): Promise<number> {
  const { server, metric } = contestants[name];
  const before = await server.cpuMicroseconds();
  await load.run(server.url, metric, requests);
  return (await server.cpuMicroseconds()) - before;
}
