import { LRUCache } from 'lru-cache';
import type { RequestContext } from '../engine/engine.js';

/** Cached results are sent many times, and to write their time costs more than to look it up. */
const texts = new LRUCache<number, string>({ max: 1000 });

/** `extensions.computedAt` of a response: per metric, when its oldest result was computed. */
export function extensionsOf({
  computedAt,
}: RequestContext): { computedAt: Record<string, string> } | undefined {
  if (computedAt.size === 0) return undefined;
  const times: Record<string, string> = {};
  for (const [metric, time] of computedAt) times[metric] = textOf(time);
  return { computedAt: times };
}

function textOf(time: number): string {
  const known = texts.get(time);
  if (known !== undefined) return known;
  const text = new Date(time).toISOString();
  texts.set(time, text);
  return text;
}
