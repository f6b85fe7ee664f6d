import { useCallback, useEffect, useState } from 'preact/hooks';
import { addressOf, viewOf, type View } from './address.js';
import { browserTimeZone } from './calendar.js';

/** The view in the address; a change of it is a step that the browser can go back. */
export function useView() {
  const [state, setState] = useState(() => viewOf(location.search, browserTimeZone()));

  useEffect(() => {
    const read = () => {
      setState(viewOf(location.search, browserTimeZone()));
    };
    addEventListener('popstate', read);
    return () => {
      removeEventListener('popstate', read);
    };
  }, []);

  const setView = useCallback((change: Partial<View>, replace = false) => {
    const { view } = viewOf(location.search, browserTimeZone());
    // Another choice of rooms begins at the first of its pages.
    const next: View = { ...view, page: 1, ...change };
    const query = addressOf(next, browserTimeZone());
    const address = `${location.pathname}${query}${location.hash}`;
    if (replace) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    setState({ view: next, ignored: [] });
  }, []);

  return { ...state, setView };
}
