import { useState } from 'preact/hooks';
import { addressOf, datesOf } from './address.js';
import { usePage } from './page-context.js';
import type { Theme } from './reader-settings.js';
import type { Viewer } from './viewer-first.js';

export interface PageHeadProps {
  readonly workspaceName: string | null | undefined;
  readonly viewer: Viewer | undefined;
  readonly theme: Theme;
  readonly onTheme: () => void;
  readonly onKeys: () => void;
  readonly onSignOut: () => void;
}

/** The name of the workspace, and what concerns the page as a whole. */
export function PageHead({
  workspaceName,
  viewer,
  theme,
  onTheme,
  onKeys,
  onSignOut,
}: PageHeadProps) {
  return (
    <header class="page-head">
      <h1>
        Engagement
        {workspaceName && <span> · {workspaceName}</span>}
      </h1>
      <span class="viewer">{viewer && (viewer.name ?? viewer.username ?? viewer.id)}</span>
      <div class="page-tools">
        <CopyLink />
        <button
          type="button"
          class="quiet"
          onClick={() => {
            print();
          }}
        >
          Print
        </button>
        <button type="button" class="quiet" onClick={onTheme}>
          Theme: {theme}
        </button>
        <button type="button" class="quiet" onClick={onKeys}>
          Keys
        </button>
        <button type="button" class="quiet" onClick={onSignOut}>
          Sign out
        </button>
      </div>
    </header>
  );
}

/** A link to what is shown: the same choice tomorrow, or these very dates. */
function CopyLink() {
  const { view, today, announce } = usePage();
  const [copied, setCopied] = useState<string>();

  async function copy(link: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(link);
      setCopied('Copied.');
      announce('Link copied');
    } catch {
      // Pages without a certificate have no clipboard: the reader copies the text.
      setCopied(link);
    }
  }

  const links = {
    'This view': addressOf(view),
    'These dates': addressOf({ ...view, range: datesOf(view, today) }),
  };
  return (
    <details
      class="menu"
      onToggle={() => {
        setCopied(undefined);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.open = false;
      }}
    >
      <summary>Copy link</summary>
      <div>
        {Object.entries(links).map(([name, query]) => (
          <button
            type="button"
            key={name}
            onClick={() => {
              void copy(new URL(`${location.pathname}${query}`, location.origin).href);
            }}
          >
            {name}
            <small>
              {name === 'This view' ? 'moves on with the days' : 'stays at the dates shown now'}
            </small>
          </button>
        ))}
        {copied !== undefined &&
          (copied.startsWith('http') ? (
            <input
              readOnly
              aria-label="Link"
              value={copied}
              onFocus={({ currentTarget }) => {
                currentTarget.select();
              }}
            />
          ) : (
            <p role="status">{copied}</p>
          ))}
      </div>
    </details>
  );
}
