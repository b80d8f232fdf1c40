import type { ComponentChild } from "preact";
import { useState } from "preact/hooks";
import { countText } from "../format/figures.ts";
import { Figures, Table } from "./table.tsx";

export interface DataTableProps {
  readonly summary: string;
  /** Headings, units among them. */
  readonly columns: readonly string[];
  readonly length: number;
  readonly rowAt: (index: number) => readonly ComponentChild[];
}

const pageLength = 30;

/** The table behind a chart: the same figures, the latest first, a page at a time; made once it is opened. */
export function DataTable({ summary, columns, length, rowAt }: DataTableProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="data-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {isOpen && <Pages {...{ summary, columns, length, rowAt }} />}
    </details>
  );
}

function Pages({ summary, columns, length, rowAt }: DataTableProps) {
  const [page, setPage] = useState(0);
  const pages = Math.max(1, Math.ceil(length / pageLength));
  const shown = Math.min(page, pages - 1);
  const first = length - 1 - shown * pageLength;
  const indices = Array.from({ length: Math.min(pageLength, first + 1) }, (_, offset) => first - offset);
  return (
    <>
      <Table label={summary} headings={columns}>
        {indices.map((index) => {
          const [first, ...figures] = rowAt(index);
          return (
            <tr key={index}>
              <th scope="row">{first}</th>
              <Figures of={figures} />
            </tr>
          );
        })}
      </Table>
      <p class="pager">
        <button type="button" class="quiet" disabled={shown === 0} onClick={() => setPage(shown - 1)}>
          Later
        </button>
        <span>
          page {countText(shown + 1)} of {countText(pages)}
        </span>
        <button type="button" class="quiet" disabled={shown >= pages - 1} onClick={() => setPage(shown + 1)}>
          Earlier
        </button>
      </p>
    </>
  );
}
