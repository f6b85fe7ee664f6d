import { LRUCache } from 'lru-cache';
import type { Question } from '../analytics/question.js';

/** An answer and when it was computed, in epoch milliseconds. */
export interface KeptAnswer {
  readonly answer: unknown;
  readonly computedAt: number;
}

/** A place where several gateways keep answers together. It fails by keeping nothing. */
export interface SharedAnswers {
  read(key: string): Promise<KeptAnswer | undefined>;
  write(key: string, kept: KeptAnswer, forMS: number): void;
}

export interface AnswerCacheOptions {
  /** How long answers are kept that Rocket.Chat's nightly job may still rewrite; 0 for not at all. */
  readonly freshMS: number;
  /** How long answers are kept that it does not rewrite any more; 0 for not at all. */
  readonly settledMS: number;
  readonly shared?: SharedAnswers | undefined;
}

/** Answers a question from what is kept, or by `compute`, which one caller of many does. */
export type KeepAnswers = <Parameters>(
  question: Question<Parameters, unknown>,
  parameters: Parameters,
  compute: () => Promise<unknown>,
) => Promise<KeptAnswer>;

const dayMS = 24 * 60 * 60 * 1000;
// The job rewrites four days of the server's calendar, which may reach a day further than its clock.
const rewrittenMS = 5 * dayMS;
const mostBytes = 64 * 1024 * 1024;

/**
 * Keeps answers in memory, bounded by their size, and with other gateways where `shared` is given.
 * While an answer is computed, all who ask for it wait for the same one; a failure reaches them
 * all and is not kept.
 */
export function answerCache({ freshMS, settledMS, shared }: AnswerCacheOptions): KeepAnswers {
  const kept = new LRUCache<string, KeptAnswer>({
    maxSize: mostBytes,
    sizeCalculation: ({ answer }) => 2 * JSON.stringify(answer).length + 100,
  });
  const underWay = new Map<string, Promise<KeptAnswer>>();

  return (question, parameters, compute) => {
    const key = JSON.stringify([question.name, parameters]);
    const found = kept.get(key);
    if (found) return Promise.resolve(found);
    const waiting = underWay.get(key);
    if (waiting) return waiting;

    const end = question.windowEnd?.(parameters).getTime() ?? Infinity;
    const ttl = end < Date.now() - rewrittenMS ? settledMS : freshMS;
    const answering = answered(key, compute, ttl).finally(() => underWay.delete(key));
    underWay.set(key, answering);
    return answering;
  };

  async function answered(
    key: string,
    compute: () => Promise<unknown>,
    ttl: number,
  ): Promise<KeptAnswer> {
    const read = ttl > 0 ? await shared?.read(key) : undefined;
    // Another gateway may keep answers for longer than this one does.
    const found = read && read.computedAt + ttl > Date.now() ? read : undefined;
    const answer = found ?? { answer: await compute(), computedAt: Date.now() };
    const left = answer.computedAt + ttl - Date.now();
    if (left > 0) {
      kept.set(key, answer, { ttl: left });
      if (!found) shared?.write(key, answer, left);
    }
    return answer;
  }
}
