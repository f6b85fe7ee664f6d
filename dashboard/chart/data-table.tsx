import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

export interface DataTableProps {
  /** What the table is of, for those who come to it alone. */
  readonly caption: string;
  readonly columns: readonly string[];
  /** The first cell of a row is its heading. */
  readonly rows: () => readonly (readonly ComponentChildren[])[];
}

/** The numbers of a chart as a table, made when it is opened. */
export function DataTable({ caption, columns, rows }: DataTableProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      class="table"
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
      }}
    >
      <summary>Table</summary>
      {isOpen && (
        <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
          <table>
            <caption class="unseen">{caption}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th scope="col" key={column}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows().map(([name, ...cells], row) => (
                <tr key={row}>
                  <th scope="row">{name}</th>
                  {cells.map((cell, index) => (
                    <td key={index}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
