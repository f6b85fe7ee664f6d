import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { Source } from '../engine/result-cache.js';
import type { CollectionName } from '../data/workspace.js';

export type Door = 'graphql' | 'rest' | 'other';

/** What Prometheus may ask of the gateway. No label holds anything that a client made up. */
export interface Metrics {
  /** `questions` are the names of those that were asked. */
  readonly observeRequest: (
    request: { door: Door; questions: ReadonlySet<string>; status: number | 'aborted' },
    durationMS: number,
  ) => void;
  readonly observeRead: (collection: CollectionName, durationMS: number) => void;
  readonly countAnswer: (question: string, source: Source) => void;
  readonly countRefusal: (limit: 'rest calls' | 'viewer budget' | 'stranger budget') => void;
  readonly contentType: string;
  /** All metrics, in Prometheus' text format. */
  readonly print: () => Promise<string>;
}

const durations = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Counter({
    name: 'engagement_gateway_requests_total',
    help: 'Requests answered, by door, question and status.',
    labelNames: ['door', 'question', 'status'],
    registers,
  });
  const requestDuration = new Histogram({
    name: 'engagement_gateway_request_duration_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames: ['door', 'question'],
    buckets: durations,
    registers,
  });
  const reads = new Histogram({
    name: 'engagement_gateway_database_read_duration_seconds',
    help: 'Time that reads of the database took, by collection.',
    labelNames: ['collection'],
    buckets: durations,
    registers,
  });
  const answers = new Counter({
    name: 'engagement_gateway_answers_total',
    help: 'Answers to questions: kept here, shared with a caller who waited already, or computed.',
    labelNames: ['question', 'source'],
    registers,
  });
  const refusals = new Counter({
    name: 'engagement_gateway_limit_refusals_total',
    help: 'Requests refused because a limit on calls or a budget was spent.',
    labelNames: ['limit'],
    registers,
  });

  return {
    observeRequest({ door, questions, status }, durationMS) {
      const [first = 'none', ...more] = questions;
      const question = more.length > 0 ? 'several' : first;
      requests.inc({ door, question, status });
      requestDuration.observe({ door, question }, durationMS / 1000);
    },
    observeRead(collection, durationMS) {
      reads.observe({ collection }, durationMS / 1000);
    },
    countAnswer(question, source) {
      answers.inc({ question, source });
    },
    countRefusal(limit) {
      refusals.inc({ limit });
    },
    contentType: registry.contentType,
    print: () => registry.metrics(),
  };
}
