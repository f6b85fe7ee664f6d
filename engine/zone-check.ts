import type { FastifyBaseLogger } from 'fastify';
import { zoneAgreement } from '../analytics/server-zone.js';
import type { Database } from '../data/mongo-workspace.js';

const timeMS = 10_000;

/**
 * Says in the log when the stored calendar days fit another zone better than the one that is set,
 * for then every answer by day is off by a day at its edges. A failure of the check is a warning:
 * it is no reason not to start.
 */
export async function checkZone(database: Database, log: FastifyBaseLogger): Promise<void> {
  const workspace = database.within({ deadline: Date.now() + timeMS });
  try {
    const { compared, disagreeing, betterZone } = await zoneAgreement(workspace);
    if (betterZone !== undefined) {
      log.warn(
        `WORKSPACE_TIMEZONE is ${workspace.timeZone}, but ${disagreeing} of the ${compared} newest sessions were stored under another day. ${betterZone}, or a zone with the same clock, would fit.`,
      );
    }
  } catch (error) {
    log.warn(error, 'The zone of the stored days could not be checked.');
  }
}
