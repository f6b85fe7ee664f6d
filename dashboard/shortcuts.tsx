import { useEffect, useRef, useState } from 'preact/hooks';
import { areShortcutsOn, turnShortcuts } from './reader-settings.js';

const rows: readonly (readonly [string, string])[] = [
  ['← →', 'Period before, period after'],
  ['D W M Q', 'Today, 7, 30 or 90 days'],
  ['X', 'Next comparison'],
  ['R', 'Load again'],
  ['/', 'Search rooms'],
  ['T', 'Theme'],
  ['?', 'This list'],
];

const chartRows: readonly (readonly [string, string])[] = [
  ['← → ↑ ↓', 'Next value'],
  ['Page up, page down', 'A week, or a day of hours'],
  ['Home, End', 'First, last'],
  ['Esc', 'No value'],
];

/** Runs an action per key, while no control has the focus and the reader has not turned it off. */
export function useShortcuts(actions: Readonly<Record<string, () => void>>): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
      const target = event.target as Element;
      const isControl = target.closest('input, select, textarea, dialog, [role=application]');
      // Arrows scroll a table that has the focus.
      const isArrow = event.key.startsWith('Arrow');
      if (isControl || (isArrow && target !== document.body) || !areShortcutsOn()) return;
      const action = latest.current[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', press);
    return () => {
      document.removeEventListener('keydown', press);
    };
  }, []);
}

/** The list of keys, with the switch that turns them off. */
export function ShortcutsDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null);
  const [isOn, setOn] = useState(areShortcutsOn);
  useEffect(() => {
    if (isOpen) ref.current?.showModal();
  }, [isOpen]);
  return (
    <dialog ref={ref} onClose={onClose} aria-labelledby="shortcuts-title">
      <h2 id="shortcuts-title">Keys</h2>
      <Keys rows={rows} />
      <h3>In a chart</h3>
      <Keys rows={chartRows} />
      <label class="check">
        <input
          type="checkbox"
          checked={isOn}
          onChange={({ currentTarget: { checked } }) => {
            setOn(checked);
            turnShortcuts(checked);
          }}
        />
        Single keys do something (those in a chart always do)
      </label>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}

function Keys({ rows }: { rows: readonly (readonly [string, string])[] }) {
  return (
    <dl class="keys">
      {rows.map(([keys, meaning]) => (
        <div key={keys}>
          <dt>
            {keys.split(', ').map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
