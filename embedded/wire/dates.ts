import { ObjectId } from 'bson';
import { evalExpr } from 'mingo/core';
import { $dateTrunc as truncate } from 'mingo/operators/expression/date';
import type { Options } from 'mingo/types';
import { dateParts, formatDate } from './date-parts.js';
import { addUnits, isCalendarUnit, unitsBegun } from './date-units.js';
import { badValue, CommandError } from './errors.js';
import { isDocument } from './fields.js';
import type { Document } from './store.js';
import { instantOf, offsetAt } from './zones.js';

/** An expression's evaluation: the document it is asked of, its argument, and mingo's state. */
export type Expression = (scope: unknown, argument: unknown, options: Options) => unknown;

/**
 * Date expressions as MongoDB documents them. mingo's own throw at a missing date, refuse `UTC`,
 * `GMT` and zones of three names, take half a millisecond to look a zone up, ignore the zone in
 * `$dateAdd`, miss the day in `$dateTrunc` near local midnight, number weeks and their years wrongly
 * around New Year, overflow a short month in `$dateAdd`, round in `$dateDiff`, and in
 * `$dateFromParts` take a part that is not given for 0 and the zone's offset of today.
 */
export const dateExpressions: Record<`$${string}`, Expression> = {
  ...Object.fromEntries(Object.entries(dateParts).map(([name, part]) => [name, partOf(part)])),

  $dateToString: named((given) => {
    const local = localTime(given.date, given.timezone);
    if (!local) return given.onNull ?? null;
    const format = given.format ?? defaultFormat(given.timezone);
    return formatDate(local, text(format), local.getTime() - millis(given.date));
  }),

  $dateToParts: named((given) => {
    const local = localTime(given.date, given.timezone);
    if (!local) return null;
    const day = given.iso8601
      ? {
          isoWeekYear: dateParts.$isoWeekYear(local),
          isoWeek: dateParts.$isoWeek(local),
          isoDayOfWeek: dateParts.$isoDayOfWeek(local),
        }
      : {
          year: dateParts.$year(local),
          month: dateParts.$month(local),
          day: dateParts.$dayOfMonth(local),
        };
    return {
      ...day,
      hour: dateParts.$hour(local),
      minute: dateParts.$minute(local),
      second: dateParts.$second(local),
      millisecond: dateParts.$millisecond(local),
    };
  }),

  $dateFromParts: named((given) => {
    if (!('year' in given))
      throw badValue("$dateFromParts needs 'year'; ISO weeks are not offered");
    const part = (name: string, start: number) => (name in given ? given[name] : start);
    const days = [given.year, part('month', 1), part('day', 1)];
    const times = ['hour', 'minute', 'second', 'millisecond'].map((name) => part(name, 0));
    const values = [...days, ...times];
    if (given.timezone === null || values.some(isMissing)) return null;
    const [y, m, ...rest] = values.map(Number) as [number, number];
    return new Date(instantOf(zoneName(given.timezone), Date.UTC(y, m - 1, ...rest)));
  }),

  $dateTrunc: named((given, options) => {
    const { date, unit, timezone, ...rest } = given;
    const local = localTime(date, timezone);
    if (!local || isMissing(unit)) return null;
    const start = truncate({}, { ...rest, unit, date: local }, options) as Date;
    return isCalendarUnit(unit)
      ? new Date(instantOf(zoneName(timezone), start.getTime()))
      : new Date(millis(date) - (local.getTime() - start.getTime()));
  }),

  $dateAdd: named((given) => moved(given, 1)),
  $dateSubtract: named((given) => moved(given, -1)),

  $dateDiff: named((given) => {
    const { startDate, endDate, unit, timezone, startOfWeek } = given;
    const start = localTime(startDate, timezone);
    const end = localTime(endDate, timezone);
    if (!start || !end || isMissing(unit)) return null;
    // Within a day it is real time that passes, also where the clocks change.
    if (!isCalendarUnit(unit)) end.setTime(start.getTime() + millis(endDate) - millis(startDate));
    const first = text(startOfWeek ?? 'sunday');
    return unitsBegun(end, text(unit), first) - unitsBegun(start, text(unit), first);
  }),
};

/** A part of a date, whose argument is the date, a list of it alone, or it and a zone. */
function partOf(part: (local: Date) => number): Expression {
  return (scope, argument, options) => {
    const expression: unknown = Array.isArray(argument) ? argument[0] : argument;
    const given = evalExpr(scope, expression, options);
    const local = isDocument(given)
      ? localTime(given.date, withoutMissingZone(given).timezone)
      : localTime(given, undefined);
    return local ? part(local) : null;
  };
}

/** An operator whose arguments have names. */
function named(compute: (given: Document, options: Options) => unknown): Expression {
  return (scope, argument, options) => {
    if (!isDocument(argument)) throw badValue('a date expression takes arguments by name');
    return compute(withoutMissingZone(evalExpr(scope, argument, options) as Document), options);
  };
}

/** A zone that is asked for and missing is null, which makes the whole expression null. */
function withoutMissingZone(given: Document): Document {
  if ('timezone' in given) given.timezone ??= null;
  return given;
}

/** What the clocks in a zone show at a date, written as if it were UTC. */
function localTime(date: unknown, zone: unknown): Date | null {
  if (isMissing(date) || zone === null) return null;
  const instant = millis(date);
  return new Date(instant + offsetAt(zoneName(zone), instant));
}

function millis(date: unknown): number {
  if (date instanceof Date) return date.getTime();
  if (date instanceof ObjectId) return date.getTimestamp().getTime();
  throw new CommandError(16006, 'Location16006', `can't convert from ${typeof date} to Date`);
}

function zoneName(zone: unknown): string {
  if (isMissing(zone)) return 'UTC';
  if (typeof zone === 'string') return zone;
  throw new CommandError(40517, 'Location40517', 'timezone must evaluate to a string');
}

/** Calendar units move the local time and stay within the month, shorter ones the instant. */
function moved(given: Document, direction: 1 | -1): Date | null {
  const { startDate, unit, amount, timezone } = given;
  const local = localTime(startDate, timezone);
  if (!local || isMissing(unit) || isMissing(amount)) return null;
  const distance = direction * Number(amount);
  return isCalendarUnit(unit)
    ? new Date(instantOf(zoneName(timezone), addUnits(local, text(unit), distance)))
    : new Date(addUnits(new Date(millis(startDate)), text(unit), distance));
}

function defaultFormat(zone: unknown): string {
  return `%Y-%m-%dT%H:%M:%S.%L${isMissing(zone) || zone === 'UTC' ? 'Z' : ''}`;
}

function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** Whatever is no text is no unit and no format, and is refused as such. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
