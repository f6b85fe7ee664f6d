import { CommandError } from './errors.js';

const dayMS = 86_400_000;
const minuteMS = 60_000;

/** How far a zone is ahead of UTC at an instant; both in milliseconds. */
type Offset = (instant: number) => number;

const zones = new Map<string, Offset>();

/**
 * How many milliseconds a zone is ahead of UTC at an instant. A zone is an IANA name, `UTC`, `GMT`,
 * or a distance such as `+05:30`, `-0330` or `+03`.
 * @throws CommandError for any other name, as MongoDB does.
 */
export function offsetAt(zone: string, instant: number): number {
  let offset = zones.get(zone);
  if (!offset) zones.set(zone, (offset = fixedOffset(zone) ?? namedOffset(zone)));
  return offset(instant);
}

/**
 * The instant at which a zone's clocks show `local` (the time there, written as if it were UTC): the
 * first of two where clocks go back, the moment after the gap where they skip it.
 */
export function instantOf(zone: string, local: number): number {
  const before = local - offsetAt(zone, local - dayMS);
  const after = local - offsetAt(zone, local + dayMS);
  const shown = [before, after].filter((instant) => instant + offsetAt(zone, instant) === local);
  return shown.length > 0 ? Math.min(...shown) : before;
}

function fixedOffset(zone: string): Offset | undefined {
  if (zone === 'UTC' || zone === 'GMT') return () => 0;
  const [, sign, hours, minutes] = /^([+-])(\d\d)(?::?(\d\d))?$/.exec(zone) ?? [];
  if (hours === undefined) return undefined;
  const distance = (Number(hours) * 60 + Number(minutes ?? 0)) * minuteMS;
  return () => (sign === '-' ? -distance : distance);
}

/** Asks the platform once per day of the calendar, and each time only on a day of a transition. */
function namedOffset(zone: string): Offset {
  const format = formatOf(zone);
  const exact = (instant: number): number => {
    const [, sign, hours, minutes, seconds] =
      /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(format.format(instant)) ?? [];
    const distance = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
    return distance * (sign === '-' ? -1000 : 1000);
  };
  const constant = new Map<number, number | undefined>();
  return (instant) => {
    const day = Math.floor(instant / dayMS);
    if (!constant.has(day)) {
      const start = exact(day * dayMS);
      constant.set(day, start === exact((day + 1) * dayMS) ? start : undefined);
    }
    return constant.get(day) ?? exact(instant);
  };
}

function formatOf(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    throw new CommandError(40485, 'Location40485', `unrecognized time zone identifier: "${zone}"`);
  }
}
