import type { Document } from '../../data/workspace.js';
import type { Device } from './devices.js';
import type { SessionDocument } from './sessions.js';

interface DeviceDay extends Document {
  sessions: number;
  /** Seconds. */
  time: number;
  device: Device;
}

/** What one user did on one day of the server: seconds and sessions in all, and by device. */
export interface UserDailyDocument extends Document {
  _id: string;
  type: 'user_daily';
  userId: string;
  year: number;
  month: number;
  day: number;
  mostImportantRole: string;
  time: number;
  sessions: number;
  devices: DeviceDay[];
  _computedAt: Date;
  _updatedAt: Date;
}

/**
 * The sums that the nightly job keeps of computed sessions, in the order users first appear. Sessions
 * that were active for less than a second are left out. The time of a session that was moved on to
 * another day still counts from its login, as Rocket.Chat counts it.
 */
export function userDaily(sessions: readonly SessionDocument[]): UserDailyDocument[] {
  const rows = new Map<string, UserDailyDocument>();
  for (const session of sessions) {
    const { userId, year, month, day, device, lastActivityAt, _computedAt } = session;
    if (lastActivityAt === undefined || _computedAt === undefined) continue;
    const time = Math.floor((lastActivityAt.getTime() - session.loginAt.getTime()) / 1000);
    if (time < 1) continue;

    const _id = `${userId}-${year}-${month}-${day}`;
    const row = rows.get(_id);
    if (row === undefined) {
      rows.set(_id, {
        _id,
        type: 'user_daily',
        userId,
        year,
        month,
        day,
        mostImportantRole: session.mostImportantRole,
        time,
        sessions: 1,
        devices: [{ sessions: 1, time, device }],
        _computedAt,
        _updatedAt: _computedAt,
      });
      continue;
    }
    row.time += time;
    row.sessions += 1;
    // The catalogue holds each device once, so the same device is the same object.
    const known = row.devices.find((one) => one.device === device);
    if (known === undefined) row.devices.push({ sessions: 1, time, device });
    else {
      known.sessions += 1;
      known.time += time;
    }
  }
  for (const row of rows.values()) row.devices.sort((one, other) => other.time - one.time);
  return [...rows.values()];
}
