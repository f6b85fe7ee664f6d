import { comparisonOf, datesOf, periodOf, type Size } from './address.js';
import { addDays, daysBetween, firstWeekdayName, type LocalDate } from './calendar.js';
import { day } from './format.js';
import type { PageContext } from './page-context.js';

/** The variables that most operations share. */
export function periodVariables({ view, today }: PageContext) {
  return { period: periodOf(view, today), timeZone: view.timeZone };
}

export function comparedVariables(page: PageContext) {
  return { ...periodVariables(page), comparison: comparisonOf(page.view) };
}

export function bucketVariable({ unit, size }: Size) {
  return unit === 'WEEK' ? { unit, size, weekStartsOn: firstWeekdayName() } : { unit, size };
}

/** The name of a file of what a view shows. */
export function fileName(metric: string, { view, today }: PageContext): string {
  const { from, to } = datesOf(view, today);
  return `${metric} ${from} ${to}.csv`;
}

/** The day that a day of the period is compared with, by name. */
export function comparedDay(
  date: LocalDate,
  period: { readonly firstDay: LocalDate },
  compared: { readonly firstDay: LocalDate },
): string {
  return day(addDays(date, -daysBetween(compared.firstDay, period.firstDay)));
}
