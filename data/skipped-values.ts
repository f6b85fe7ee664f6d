import { EJSON } from 'bson';
import type { CollectionName, OnSkipped } from './workspace.js';

export interface SkippedValuesOptions {
  readonly log: { warn(fields: object, message: string): void };
  /** Counts them, for Prometheus. */
  readonly count?:
    ((collection: CollectionName, reason: string, values: number) => void) | undefined;
  readonly now?: () => number;
}

const minuteMS = 60_000;
const longestId = 200;

/** Counts the values that are left out, and logs them: once a minute per collection and reason. */
export function skippedValues({ log, count, now = Date.now }: SkippedValuesOptions): OnSkipped {
  const pending = new Map<string, { loggedAt: number; values: number }>();
  return (collection, reason, id, values = 1) => {
    count?.(collection, reason, values);
    const key = `${collection} ${reason}`;
    const known = pending.get(key) ?? { loggedAt: -Infinity, values: 0 };
    pending.set(key, known);
    known.values += values;
    if (now() - known.loggedAt < minuteMS) return;
    log.warn(
      { collection, reason, id: textOf(id), values: known.values },
      'Stored values that cannot be interpreted were left out.',
    );
    known.loggedAt = now();
    known.values = 0;
  };
}

function textOf(id: unknown): string {
  const text = typeof id === 'string' ? id : EJSON.stringify({ _id: id });
  return text.slice(0, longestId);
}
