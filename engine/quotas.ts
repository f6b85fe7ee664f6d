import { windowCounter, type CountStore, type WindowCounter } from './window-counter.js';
import { tooManyRequests } from '../schema/errors.js';

/** What GraphQL may cost in a minute, so that no single caller can keep the database busy. */
export interface Budgets {
  /** Takes the days of records that a question reads. @throws `TOO_MANY_REQUESTS`. */
  spend(viewerId: string, days: number): Promise<void>;
  /** Counts a request without a valid viewer. @throws `TOO_MANY_REQUESTS`. */
  countStranger(address: string): Promise<void>;
}

export interface BudgetSettings {
  /** Days of records per viewer; 0 for no limit. */
  readonly viewerBudget: number;
  /** Requests per address; 0 for no limit. */
  readonly strangerBudget: number;
}

const windowMS = 60_000;

export function budgets(
  { viewerBudget, strangerBudget }: BudgetSettings,
  store: CountStore | undefined,
): Budgets {
  const counter = (name: string, points: number) =>
    points > 0 ? windowCounter({ name, points, windowMS, store }) : undefined;
  const viewers = counter('viewers', viewerBudget);
  const strangers = counter('strangers', strangerBudget);
  return {
    spend: (viewerId, days) =>
      take(
        viewers,
        viewerId,
        days,
        `Your questions have cost the ${viewerBudget} days of records that a minute may (VIEWER_BUDGET).`,
      ),
    countStranger: (address) =>
      take(
        strangers,
        address,
        1,
        `There have been ${strangerBudget} requests in a minute without a valid viewer (STRANGER_BUDGET).`,
      ),
  };
}

async function take(
  counter: WindowCounter | undefined,
  key: string,
  points: number,
  sentence: string,
): Promise<void> {
  const account = await counter?.spend(key, points);
  if (account?.isOver) throw tooManyRequests(sentence, account.wholeAgainInMS);
}
