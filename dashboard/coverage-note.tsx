import { useEffect, useId, useState } from 'preact/hooks';
import { comparisonOf, datesOf } from './address.js';
import { addDays, dateAt, daysBetween, type LocalDate } from './calendar.js';
import { day, dayList, days } from './format.js';
import { DashboardWorkspace } from './operations.generated.js';
import { usePage } from './page-context.js';
import { useQuery } from './use-query.js';

const monthDays = 30;

/** What of the period, and of the one compared with, is not stored; always of the same height. */
export function CoverageNote({ onName }: { onName: (name: string | null) => void }) {
  const { view, today } = usePage();
  const query = useQuery(DashboardWorkspace, {});
  const [isOpen, setOpen] = useState(false);
  const reasonId = useId();
  const workspace = query.data?.workspace;
  useEffect(() => {
    if (workspace) onName(workspace.name);
  }, [workspace, onName]);
  if (!workspace) return <p class="note">&nbsp;</p>;

  const { people, messages, newUsers } = workspace;
  const { from, to } = datesOf(view, today);
  const notes: string[] = [];
  const reasons = new Set<string>();

  if (people.start === null) {
    notes.push(
      `People: Rocket.Chat has not computed these days; its job runs at about 02:00 (${workspace.timeZone}).`,
    );
  } else {
    const first = firstWholeDay(people.start, view.timeZone);
    const comparedFrom = comparedStart(from, to, comparisonOf(view));
    const comparedTo = comparedFrom && addDays(comparedFrom, daysBetween(from, to));
    if (to < first) notes.push(`People: not stored before ${day(first)}.`);
    else if (from < first) notes.push(`People: stored since ${day(first)}.`);
    if (to >= first && comparedFrom && comparedTo && comparedFrom < first) {
      notes.push(
        `The comparison (${days(comparedFrom, comparedTo)}) reaches back further than people are stored.`,
      );
    }
    const months = addDays(first, monthDays - 1);
    if (to >= first && from < months) notes.push(`Monthly counts start on ${day(months)}.`);
    if (notes.length > 0) {
      reasons.add(
        'Rocket.Chat deletes the records of sessions after 45 days. Numbers that need earlier days are unknown, and shown as gaps.',
      );
    }
    const missing = people.missing.filter((date) => date >= from && date <= to);
    const missingCompared = people.missing.filter(
      (date) => comparedFrom && comparedTo && date >= comparedFrom && date <= comparedTo,
    );
    if (missing.length > 0) notes.push(`People: no records of ${dayList(missing)}.`);
    if (missingCompared.length > 0) {
      notes.push(`In the compared period: no records of ${dayList(missingCompared)}.`);
    }
    if (missing.length + missingCompared.length > 0 && people.reason !== null) {
      reasons.add(people.reason);
    }
  }
  for (const [name, coverage] of [
    ['Messages', messages],
    ['New users', newUsers],
  ] as const) {
    if (coverage.start === null) notes.push(`${name}: none are stored.`);
    else if (from < dateAt(Date.parse(coverage.start), workspace.timeZone)) {
      notes.push(
        `${name}: stored since ${day(dateAt(Date.parse(coverage.start), workspace.timeZone))}.`,
      );
      if (coverage.reason !== null) reasons.add(coverage.reason);
    }
  }
  if (to >= today) notes.push('Today is provisional.');

  return (
    <div class="note">
      <p>
        {notes.join(' ') || 'All numbers of this period are complete.'}{' '}
        {reasons.size > 0 && (
          <button
            type="button"
            class="link"
            aria-expanded={isOpen}
            aria-controls={reasonId}
            onClick={() => {
              setOpen(!isOpen);
            }}
          >
            Why?
          </button>
        )}
      </p>
      <p id={reasonId} hidden={!isOpen || reasons.size === 0}>
        {[...reasons].join(' ')}
      </p>
    </div>
  );
}

/** The first date that is stored from its first moment on. */
function firstWholeDay(start: string, timeZone: string): LocalDate {
  const before = dateAt(Date.parse(start) - 1, timeZone);
  const first = dateAt(Date.parse(start), timeZone);
  return before === first ? addDays(first, 1) : first;
}

/** The first day of the compared period, as the gateway chooses it. */
function comparedStart(
  from: LocalDate,
  to: LocalDate,
  comparison: ReturnType<typeof comparisonOf>,
): LocalDate | undefined {
  if (!comparison) return undefined;
  if (comparison.start) return comparison.start;
  const length = daysBetween(from, to) + 1;
  switch (comparison.to) {
    case 'PREVIOUS_SAME_WEEKDAYS':
      return addDays(from, -7 * Math.ceil(length / 7));
    case 'PREVIOUS_YEAR':
      return `${Number(from.slice(0, 4)) - 1}${from.slice(4).replace('02-29', '02-28')}`;
    default:
      return addDays(from, -length);
  }
}
