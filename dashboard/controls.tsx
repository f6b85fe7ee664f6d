import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import {
  buckets,
  comparisons,
  datesOf,
  presets,
  shifted,
  type Bucket,
  type Preset,
} from './address.js';
import { isLocalDate, isTimeZone, timeZones } from './calendar.js';
import { datesWithYear, zoneName } from './format.js';
import { usePage } from './page-context.js';

/** Which control a message of the gateway is about. */
const controlsByArgument: readonly (readonly [RegExp, ControlName])[] = [
  [/timeZone|zone/i, 'tz'],
  [/comparison/i, 'compare'],
  [/bucket|MAX_BUCKETS|retention/i, 'by'],
  [/./, 'range'],
];
type ControlName = 'range' | 'tz' | 'by' | 'compare';

/** The period, zone, buckets and comparison. A message about one of them stands beside it. */
export function Controls({ problem }: { problem?: string | undefined }) {
  const { view, setView, today } = usePage();
  const [isOpen, setOpen] = useState(false);
  const { from, to } = datesOf(view, today);
  const blamed = controlsByArgument.find(
    ([pattern]) => problem !== undefined && pattern.test(problem),
  )?.[1];
  const problemId = useId();
  const blame = (name: ControlName) =>
    blamed === name && (
      <p role="alert" class="problem" id={problemId}>
        {problem}
      </p>
    );
  const invalid = (name: ControlName) =>
    blamed === name ? { 'aria-invalid': true as const, 'aria-describedby': problemId } : {};

  function move(by: -1 | 1): void {
    setView({ range: shifted(view, today, by) });
  }

  return (
    <div class="controls" role="group" aria-label="What is shown">
      <div class="period">
        <button
          type="button"
          class="icon"
          aria-label="Period before"
          onClick={() => {
            move(-1);
          }}
        >
          ◀
        </button>
        <select
          aria-label="Period"
          value={typeof view.range === 'string' ? view.range : 'dates'}
          {...invalid('range')}
          onChange={({ currentTarget: { value } }) => {
            setView({ range: value === 'dates' ? { from, to } : (value as Preset) });
            if (value === 'dates') setOpen(true);
          }}
        >
          {Object.entries(presets).map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
          <option value="dates">
            {typeof view.range === 'string' ? 'Other dates' : datesWithYear(from, to)}
          </option>
        </select>
        <button
          type="button"
          class="icon"
          aria-label="Period after"
          disabled={to >= today}
          onClick={() => {
            move(1);
          }}
        >
          ▶
        </button>
        <button
          type="button"
          class="more"
          aria-expanded={isOpen}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          {isOpen ? 'Less' : 'More'}
        </button>
      </div>
      <div class={`rest${isOpen ? ' open' : ''}`}>
        <DateField
          label="From"
          value={from}
          max={to}
          onChange={(date) => {
            setView({ range: { from: date, to: to < date ? date : to } });
          }}
        />
        <DateField
          label="To"
          value={to}
          min={from}
          onChange={(date) => {
            setView({ range: { from: from > date ? date : from, to: date } });
          }}
        />
        <ZoneField invalid={invalid('tz')} />
        <Field label="By">
          <select
            value={view.by}
            {...invalid('by')}
            onChange={({ currentTarget: { value } }) => {
              setView({ by: value as Bucket });
            }}
          >
            {Object.entries(buckets).map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </Field>
        <Field label="Compare with">
          <select
            value={view.compare in comparisons ? view.compare : 'date'}
            {...invalid('compare')}
            onChange={({ currentTarget: { value } }) => {
              setView({
                compare: value === 'date' ? shifted(view, today, -1).from : value,
              });
            }}
          >
            {Object.entries(comparisons).map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
            <option value="date">dates from …</option>
          </select>
        </Field>
        {!(view.compare in comparisons) && (
          <DateField
            label="Compare from"
            value={view.compare}
            onChange={(date) => {
              setView({ compare: date });
            }}
          />
        )}
      </div>
      {(['range', 'tz', 'by', 'compare'] as const).map(blame)}
    </div>
  );
}

function Field({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <label class="field">
      <span>{label}</span>
      {children}
    </label>
  );
}

function DateField({
  label,
  value,
  onChange,
  ...limits
}: {
  label: string;
  value: string;
  min?: string;
  max?: string;
  onChange: (date: string) => void;
}) {
  return (
    <Field label={label}>
      <input
        type="date"
        {...limits}
        required
        value={value}
        onChange={({ currentTarget }) => {
          if (isLocalDate(currentTarget.value)) onChange(currentTarget.value);
        }}
      />
    </Field>
  );
}

function ZoneField({ invalid }: { invalid: object }) {
  const { view, setView } = usePage();
  const [text, setText] = useState(view.timeZone);
  const [hasList, setList] = useState(false);
  const listId = useId();
  useEffect(() => {
    setText(view.timeZone);
  }, [view.timeZone]);
  const isKnown = isTimeZone(text);

  function choose(value: string): void {
    setText(value);
    if (isTimeZone(value) && value !== view.timeZone) setView({ timeZone: value });
  }

  return (
    <Field label="Time zone">
      <input
        list={listId}
        value={text}
        spellcheck={false}
        autocomplete="off"
        aria-invalid={!isKnown}
        title={isKnown ? zoneName(text) : 'A name such as Europe/Berlin'}
        {...invalid}
        onFocus={() => {
          setList(true);
        }}
        onInput={({ currentTarget: { value } }) => {
          setText(value);
          // A click into the list is a choice; typing is one when it is ended.
          if (timeZones().includes(value)) choose(value);
        }}
        onChange={({ currentTarget: { value } }) => {
          choose(value);
        }}
      />
      <datalist id={listId}>
        {hasList && timeZones().map((name) => <option key={name} value={name} />)}
      </datalist>
      {!isKnown && (
        <span role="alert" class="problem">
          No such zone. Names are like Europe/Berlin.
        </span>
      )}
    </Field>
  );
}
