import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureOf, type Failure } from './api.js';
import { saveCsv, type CsvFile } from './csv.js';
import { usePage } from './page-context.js';
import type { QueryState } from './use-query.js';

export interface CardProps<Result> {
  readonly id: string;
  readonly title: string;
  /** One line below the heading, about what is counted. */
  readonly hint?: ComponentChildren;
  readonly query: QueryState<Result>;
  /** What is shown, as a file; of a table in pages, all of them. */
  readonly file: (data: Result) => CsvFile | Promise<CsvFile>;
  /** Controls of this card alone. */
  readonly tools?: ComponentChildren;
  /** The height of the content in pixels, in a wide and in a narrow window: nothing moves when it comes. */
  readonly height: Height;
  readonly wide?: boolean;
  readonly children: (data: Result) => ComponentChildren;
}

/** A section of the page: heading, controls, content, and every state of its loading. */
export function Card<Result>({
  id,
  title,
  hint,
  query,
  file,
  tools,
  height,
  wide,
  children,
}: CardProps<Result>) {
  const { data, failure, isLoading, isSlow } = query;
  return (
    <section
      id={id}
      class={`card${wide ? ' wide' : ''}`}
      aria-labelledby={`${id}-title`}
      aria-busy={isLoading}
    >
      <header class="card-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <span class="tools">
          {tools}
          <Download file={data && (() => file(data))} title={title} />
        </span>
        {hint !== undefined && <p class="hint">{hint}</p>}
      </header>
      {failure && <FailureNote failure={failure} query={query} />}
      <Content
        height={height}
        class={data ? (isLoading && isSlow ? 'dimmed' : '') : failure ? '' : 'skeleton'}
      >
        {data && children(data)}
      </Content>
    </section>
  );
}

export type Height = readonly [wide: number, narrow: number];

/** What stands below the heading, of a height that is known before it is there. */
export function Content({
  height: [wide, narrow],
  class: look,
  children,
}: {
  height: Height;
  class: string;
  children: ComponentChildren;
}) {
  return (
    <div
      class={`content ${look}`}
      style={{ '--height': `${wide}px`, '--narrow-height': `${narrow}px` }}
    >
      {children}
    </div>
  );
}

const shownByPage = new Set(['unauthenticated', 'forbidden', 'offline', 'input']);

function FailureNote({
  failure,
  query: { retryAt, retry, isLoading, data },
}: {
  failure: Failure;
  query: QueryState<unknown>;
}) {
  const seconds = useSecondsUntil(retryAt);
  if (shownByPage.has(failure.kind)) return null;
  const earlier = data ? ' The numbers below are earlier ones.' : '';
  return (
    <div class="failure">
      <p role="alert">
        {messages[failure.kind] ?? failure.message}
        {earlier}
      </p>
      {retryAt === undefined || seconds === 0 ? (
        <button type="button" onClick={retry} disabled={isLoading}>
          Try again
        </button>
      ) : (
        <p>Trying again in {seconds} s.</p>
      )}
    </div>
  );
}

const messages: Partial<Record<Failure['kind'], string>> = {
  timeout: 'This took too long. Choose a shorter period, or try again.',
  busy: 'The gateway has too much to do at the moment.',
};

function useSecondsUntil(instant: number | undefined): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (instant === undefined) return undefined;
    const count = () => {
      setSeconds(Math.max(0, Math.ceil((instant - Date.now()) / 1000)));
    };
    count();
    const timer = setInterval(count, 1000);
    return () => {
      clearInterval(timer);
    };
  }, [instant]);
  return seconds;
}

/** Saves the numbers that a section shows. */
export function Download({
  file,
  title,
}: {
  file: (() => CsvFile | Promise<CsvFile>) | undefined;
  title: string;
}) {
  const { announce } = usePage();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();

  async function save(): Promise<void> {
    setBusy(true);
    setFailure(undefined);
    try {
      const made = await file?.();
      if (!made) return;
      saveCsv(made);
      announce(`${title}: saved as ${made.name}`);
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      {failure && (
        <span role="alert" class="problem">
          {failure.message}
        </span>
      )}
      <button
        type="button"
        class="quiet"
        aria-label={`CSV of ${title}`}
        disabled={!file || isBusy}
        onClick={() => void save()}
      >
        CSV
      </button>
    </>
  );
}
