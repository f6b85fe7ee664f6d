import { LRUCache } from 'lru-cache';
import type { Question } from '../analytics/metric.js';

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
  /** Told how each call is answered. */
  readonly onAnswer?: ((question: string, source: Source) => void) | undefined;
}

/** How a call is answered: by what is kept here, by another's computation, or by one of its own. */
export type Source = 'kept' | 'shared' | 'computed';

export interface AnswerCache {
  kept(question: Named, parameters: object): KeptAnswer | undefined;
  /**
   * Computes an answer that is not kept, or waits for another caller's computation of the same.
   * Its signal aborts when all who wait have gone away, which each tells by its own.
   */
  compute<Parameters extends object>(
    question: Question<Parameters, unknown>,
    parameters: Parameters,
    compute: (signal: AbortSignal) => Promise<unknown>,
    callerGone?: AbortSignal,
  ): Promise<KeptAnswer>;
}

type Named = Pick<Question<never, unknown>, 'name'>;

const dayMS = 24 * 60 * 60 * 1000;
// The job rewrites four days of the server's calendar, which may reach a day further than its clock.
const rewrittenMS = 5 * dayMS;
const mostBytes = 64 * 1024 * 1024;

/**
 * Keeps answers in memory, bounded by their size, and with other gateways where `shared` is given.
 * While an answer is computed, all who ask for it wait for the same one; a failure reaches them
 * all and is not kept.
 */
export function answerCache({
  freshMS,
  settledMS,
  shared,
  onAnswer,
}: AnswerCacheOptions): AnswerCache {
  const kept = new LRUCache<string, KeptAnswer>({
    maxSize: mostBytes,
    // To look at the clock costs less than the library's timer that saves it.
    ttlResolution: 0,
    sizeCalculation: ({ answer }) => 2 * JSON.stringify(answer).length + 100,
  });
  const underWay = new Map<string, UnderWay>();

  return {
    kept(question, parameters) {
      const found = kept.get(keyOf(question, parameters));
      if (found) onAnswer?.(question.name, 'kept');
      return found;
    },
    compute(question, parameters, compute, callerGone) {
      const key = keyOf(question, parameters);
      const known = underWay.get(key);
      onAnswer?.(question.name, known ? 'shared' : 'computed');
      const waited = known ?? begin(key, question, parameters, compute);
      waited.join(callerGone);
      return waited.answer;
    },
  };

  function begin<Parameters extends object>(
    key: string,
    question: Question<Parameters, unknown>,
    parameters: Parameters,
    compute: (signal: AbortSignal) => Promise<unknown>,
  ): UnderWay {
    const end = question.windowEnd?.(parameters).getTime() ?? Infinity;
    const ttl = end < Date.now() - rewrittenMS ? settledMS : freshMS;
    const allGone = new AbortController();
    const forget = () => {
      if (underWay.get(key) === waited) underWay.delete(key);
    };
    let waiting = 0;
    const waited: UnderWay = {
      answer: answered(key, () => compute(allGone.signal), ttl).finally(forget),
      join(callerGone) {
        waiting += 1;
        const leave = () => {
          waiting -= 1;
          if (waiting > 0) return;
          // Whoever asks from now on is not to wait for what is being given up.
          forget();
          allGone.abort();
        };
        if (callerGone?.aborted) leave();
        else callerGone?.addEventListener('abort', leave, { once: true });
      },
    };
    underWay.set(key, waited);
    return waited;
  }

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

function keyOf({ name }: Named, parameters: object): string {
  let key = name;
  for (const [parameter, value] of Object.entries(parameters) as [string, unknown][]) {
    // Dates are most of them, and their JSON costs ten times as much.
    key += ` ${parameter}=${value instanceof Date ? value.getTime() : JSON.stringify(value)}`;
  }
  return key;
}

/** An answer that is being computed, and those who wait for it. */
interface UnderWay {
  readonly answer: Promise<KeptAnswer>;
  join(callerGone: AbortSignal | undefined): void;
}
