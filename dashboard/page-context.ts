import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { View } from './address.js';
import type { Api, Failure } from './api.js';
import type { LocalDate } from './calendar.js';

/** What every section of the page needs. */
export interface PageContext {
  readonly api: Api;
  readonly view: View;
  /** Changes the view; what replaces the address leaves no step back, as while typing. */
  readonly setView: (change: Partial<View>, replace?: boolean) => void;
  /** The date in the zone of the view. */
  readonly today: LocalDate;
  /** Grows when everything is to be loaded again. */
  readonly round: number;
  /** A loading has begun (1) or ended (-1). */
  readonly onLoading: (by: 1 | -1) => void;
  /** A failure that concerns the page rather than a section, or that it is over. */
  readonly onFailure: (operation: string, failure: Failure | undefined) => void;
  /** Says something to screen readers. */
  readonly announce: (text: string) => void;
}

const Context = createContext<PageContext | undefined>(undefined);

export const PageProvider = Context.Provider;

export function usePage(): PageContext {
  const page = useContext(Context);
  if (!page) throw new Error('There is no page around this component.');
  return page;
}
