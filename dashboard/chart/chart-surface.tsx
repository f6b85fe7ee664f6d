import type { ComponentChildren } from 'preact';
import { useWidth } from './use-width.js';

export interface ChartSurfaceProps {
  readonly label: string;
  readonly height: number;
  /** The element that says the value at the cursor. */
  readonly readoutId: string;
  readonly cursor: number | undefined;
  readonly onCursor: (index: number | undefined) => void;
  /** By how many places a key moves the cursor. */
  readonly keys: Readonly<Record<string, number>>;
  readonly count: number;
  /** The place at a point of the drawing; outside of 0 to count for none. */
  readonly indexAt: (x: number, y: number, width: number) => number;
  readonly children: (width: number) => ComponentChildren;
}

/** A drawing of the measured width whose places a pointer, a finger and the keyboard can visit. */
export function ChartSurface({
  label,
  height,
  readoutId,
  cursor,
  onCursor,
  keys,
  count,
  indexAt,
  children,
}: ChartSurfaceProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const clamp = (index: number) => Math.max(0, Math.min(count - 1, index));

  function point({ clientX, clientY, currentTarget }: PointerEvent): void {
    const { left, top } = (currentTarget as Element).getBoundingClientRect();
    const index = indexAt(clientX - left, clientY - top, width);
    onCursor(count > 0 ? clamp(index) : undefined);
  }

  function press(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const by = keys[event.key];
    if (event.key === 'Escape') onCursor(undefined);
    else if (by === undefined || count === 0) return;
    else
      onCursor(
        clamp(
          cursor === undefined
            ? by < 0 && by > -Infinity
              ? count - 1
              : by === Infinity
                ? count - 1
                : 0
            : cursor + by,
        ),
      );
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div class="drawing" ref={ref} style={{ height: `${height}px` }}>
      {width > 0 && (
        // `tabIndex` would be set as a property, which an SVG element ignores.
        <svg
          role="application"
          tabindex={0}
          aria-label={`${label}. Arrow keys show values.`}
          aria-describedby={readoutId}
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={({ pointerType }) => {
            if (pointerType === 'mouse') onCursor(undefined);
          }}
          onKeyDown={press}
          onBlur={() => {
            onCursor(undefined);
          }}
        >
          {children(width)}
        </svg>
      )}
    </div>
  );
}
