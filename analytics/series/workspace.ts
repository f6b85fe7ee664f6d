import type { Metric } from '../metric.js';
import { type Coverage, coverageOf, type Stored } from './coverage.js';
import { storedPeople } from './people.js';
import { messageCounts, newUserCounts, storedCounts } from './stored-counts.js';

export interface WorkspaceInformation {
  readonly name: string | null;
  /** The zone in which Rocket.Chat stores calendar days. */
  readonly timeZone: string;
  readonly people: Coverage;
  readonly messages: Coverage;
  readonly newUsers: Coverage;
  readonly hidesPrivateRooms: boolean;
}

/** The workspace, and since when its records of each kind are stored. */
export const workspace: Metric<object, WorkspaceInformation> = {
  name: 'workspace',
  period: undefined,
  settles: false,
  cost: () => 1,
  async run(source) {
    const now = Date.now();
    const [[setting], people, messages, newUsers] = await Promise.all([
      source.find<{ value?: unknown }>(
        'rocketchat_settings',
        { _id: 'Site_Name' },
        { projection: { value: 1 }, limit: 1 },
      ),
      storedPeople(source, now),
      storedCounts(source, messageCounts, now),
      storedCounts(source, newUserCounts, now),
    ]);
    return {
      name: typeof setting?.value === 'string' ? setting.value : null,
      timeZone: source.timeZone,
      people: allOf(people),
      messages: allOf(messages),
      newUsers: allOf(newUsers),
      hidesPrivateRooms: source.roomKey !== undefined,
    };
  },
};

/** All that is stored of a kind of record; complete when there is anything. */
function allOf(stored: Stored): Coverage {
  return coverageOf({ start: stored.start ?? -Infinity, end: Infinity }, stored);
}
