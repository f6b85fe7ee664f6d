import type { OwnedDevice } from './devices.js';
import type { Place } from './places.js';

/** How somebody uses the workspace, from a connection that never ends to an account that never signs in. */
export type Habit = 'heavy' | 'regular' | 'rare' | 'shift' | 'visitor' | 'always' | 'never';

/** Somebody with an account; instants are milliseconds since 1970. */
export interface Person {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly type: 'user' | 'bot' | 'app';
  readonly roles: string[];
  readonly place: Place;
  readonly habit: Habit;
  /** Minutes after midnight, on the clock of `place`. */
  readonly startsWork: number;
  readonly createdAt: number;
  readonly deactivatedAt: number | undefined;
  /** The one most used comes first. */
  readonly devices: readonly OwnedDevice[];
}
