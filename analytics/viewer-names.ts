import type { Metric } from './metric.js';

export interface ViewerNames {
  readonly username: string | null;
  readonly name: string | null;
}

/** How the user with an id is called. */
export const viewerNames: Metric<{ readonly userId: string }, ViewerNames> = {
  name: 'viewer',
  period: undefined,
  settles: false,
  cost: () => 1,
  async run(source, { userId }) {
    const [user] = await source.find<{ username?: unknown; name?: unknown }>(
      'users',
      { _id: userId },
      { projection: { username: 1, name: 1 }, limit: 1 },
    );
    return { username: textOf(user?.username), name: textOf(user?.name) };
  },
};

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
