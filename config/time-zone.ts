import { Temporal } from 'temporal-polyfill';

/**
 * Whether a text is a name of the IANA time zone database; offsets such as +02:00 have no clock changes.
 * Neither list of names is complete, and each
 * of the two accepts what the other rejects.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}
