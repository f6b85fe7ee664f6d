import { Temporal } from 'temporal-polyfill';

/**
 * Writes instants as the clock of a zone shows them, with its offset: `2024-03-05T00:00:00+01:00`.
 * Offsets have whole minutes in RFC 3339; where a zone had seconds, the instant is still the same.
 */
export function zonedTimes(timeZone: string): (instant: string) => string {
  // Between two changes of the clock the offset is the same.
  let from = Infinity;
  let until = -Infinity;
  let offsetMS = 0;
  let offset = '';
  return (instant) => {
    const at = Date.parse(instant);
    if (at < from || at >= until) {
      const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
      const minutes = Math.round(zoned.offsetNanoseconds / 60e9);
      from = at;
      until = zoned.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity;
      offsetMS = minutes * 60_000;
      offset = `${minutes < 0 ? '-' : '+'}${new Date(Math.abs(offsetMS)).toISOString().slice(11, 16)}`;
    }
    return new Date(at + offsetMS).toISOString().replace(/(\.000)?Z$/, offset);
  };
}
