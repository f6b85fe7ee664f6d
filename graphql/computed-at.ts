import type { RequestContext } from '../engine/engine.js';

/** `extensions.computedAt` of a response: per metric, when its oldest result was computed. */
export function extensionsOf({
  computedAt,
}: RequestContext): { computedAt: Record<string, string> } | undefined {
  if (computedAt.size === 0) return undefined;
  const times: Record<string, string> = {};
  for (const [metric, time] of computedAt) times[metric] = new Date(time).toISOString();
  return { computedAt: times };
}
