import { change, count, days } from './format.js';

export interface KeyFigureProps {
  readonly value: number | null;
  readonly label: string;
  /** Nothing where nothing is compared. */
  readonly comparison?:
    | {
        readonly difference: number | null;
        readonly ratio: number | null;
        readonly period: { readonly firstDay: string; readonly lastDay: string };
        /** Why there is no difference. */
        readonly reason: string | null;
      }
    | undefined;
  /** The value is a lower bound. */
  readonly atLeast?: boolean;
}

/** One number of the period, and how it differs from the compared period’s. */
export function KeyFigure({ value, label, comparison, atLeast }: KeyFigureProps) {
  return (
    <div class="figure">
      <p class="value">
        {atLeast && value !== null && <small>at least </small>}
        {count(value)} <span class="unit">{label}</span>
      </p>
      {comparison && (
        <p class="delta">
          {comparison.difference === null ? (
            `${comparison.reason === null ? 'nothing complete to compare with' : 'no comparison: not all is stored of'} ${days(comparison.period.firstDay, comparison.period.lastDay)}`
          ) : (
            <>
              <b>{change(comparison.difference, comparison.ratio)}</b> against{' '}
              {days(comparison.period.firstDay, comparison.period.lastDay)}
            </>
          )}
        </p>
      )}
    </div>
  );
}
