import { useMemo, useState } from "preact/hooks";
import { counted } from "../format/figures.ts";
import { Card } from "../parts/card.tsx";
import { Table } from "../table/table.tsx";
import type { RunView, StatisticsRow } from "../state/protocol.ts";
import { rememberedStore } from "../state/remembered.ts";
import { useStore } from "../state/use-store.ts";
import { ColumnChooser } from "../table/column-chooser.tsx";
import { SortHeading } from "../table/sort-heading.tsx";
import { pressed, type SortOrder, sortRows } from "../table/sort-rows.ts";
import { fixedColumns, type StatisticsColumn, statisticsColumns } from "../table/statistics-columns.ts";
import { EndpointDetail } from "./endpoint-detail.tsx";

const isTexts = (found: unknown): found is readonly string[] =>
  Array.isArray(found) && found.every((one) => typeof one === "string");
const hiddenByDefault = statisticsColumns.filter(({ startsHidden }) => startsHidden).map(({ key }) => key);
const hiddenColumns = rememberedStore("hidden-columns", hiddenByDefault as readonly string[], isTexts);

/** Every endpoint in figures; a row opens charts of its own. */
export function Statistics({ view }: { readonly view: RunView }) {
  const hidden = new Set(useStore(hiddenColumns));
  const [order, setOrder] = useState<SortOrder | null>(null);
  const [filter, setFilter] = useState("");
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const columns = statisticsColumns.filter(({ key }) => !hidden.has(key));
  const rows = useMemo(() => shownRows(view.endpoints, filter, order), [view.endpoints, filter, order]);
  const toggleColumn = (key: string) => {
    hiddenColumns.value = hidden.has(key) ? [...hidden].filter((one) => one !== key) : [...hidden, key];
  };
  const toggleRow = (key: string) => {
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    setOpen(next);
  };
  const press = (column: string) => {
    const isText = statisticsColumns.find(({ key }) => key === column)?.isText ?? false;
    setOrder(pressed(order, column, isText ? "ascending" : "descending"));
  };
  const chooser = (
    <div class="row">
      <input
        type="search"
        aria-label="Filter endpoints"
        placeholder="Filter endpoints"
        value={filter}
        onInput={(event) => setFilter(event.currentTarget.value)}
      />
      <ColumnChooser
        columns={statisticsColumns.filter(({ key }) => !fixedColumns.has(key))}
        hidden={hidden}
        onToggle={toggleColumn}
      />
    </div>
  );
  return (
    <Card title="Statistics" aside={chooser}>
      <Table
        label="Statistics of every endpoint"
        kind="statistics"
        headings={columns.map(({ key, heading, isText }) => (
          <SortHeading key={key} column={key} heading={heading} isFigure={!isText} order={order} onPress={press} />
        ))}
        foot={<TotalRow columns={columns} row={view.total} />}
      >
        {rows.map((row) => {
          const key = keyOf(row);
          return <Row key={key} {...{ row, columns, view }} isOpen={open.has(key)} onToggle={() => toggleRow(key)} />;
        })}
      </Table>
      {rows.length < view.endpoints.length && (
        <p class="help">
          {counted(rows.length, "endpoint")} of {view.endpoints.length}; the total is of all.
        </p>
      )}
      {view.endpoints.length === 0 && <p class="empty">No request has finished yet.</p>}
    </Card>
  );
}

function TotalRow({ columns, row }: { readonly columns: readonly StatisticsColumn[]; readonly row: StatisticsRow }) {
  return (
    <tfoot>
      <tr>
        {columns.map((column) => (
          <Cell key={column.key} column={column} row={row} text={column.key === "name" ? "Total" : undefined} />
        ))}
      </tr>
    </tfoot>
  );
}

function keyOf({ method, name }: StatisticsRow): string {
  return `${method} ${name}`;
}

function shownRows(rows: readonly StatisticsRow[], filter: string, order: SortOrder | null): readonly StatisticsRow[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const found = rows.filter((row) => words.every((word) => keyOf(row).toLowerCase().includes(word)));
  const column = statisticsColumns.find(({ key }) => key === order?.column);
  return column === undefined || order === null ? found : sortRows(found, column.valueOf, order.direction);
}

interface RowProps {
  readonly row: StatisticsRow;
  readonly columns: readonly StatisticsColumn[];
  readonly view: RunView;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function Row({ row, columns, view, isOpen, onToggle }: RowProps) {
  return (
    <>
      <tr class={isOpen ? "is-open" : ""}>
        {columns.map((column) =>
          column.key === "name" ? (
            <th key="name" scope="row" class="name">
              <button type="button" class="disclosure" aria-expanded={isOpen} onClick={onToggle}>
                {row.name}
              </button>
            </th>
          ) : (
            <Cell key={column.key} column={column} row={row} />
          ),
        )}
      </tr>
      {isOpen && (
        <tr class="detail">
          <td colSpan={columns.length}>
            <EndpointDetail row={row} view={view} />
          </td>
        </tr>
      )}
    </>
  );
}

function Cell({
  column,
  row,
  text,
}: {
  readonly column: StatisticsColumn;
  readonly row: StatisticsRow;
  readonly text?: string | undefined;
}) {
  const { isText, isBad, textOf } = column;
  const classes = [isText ? "" : "figure", column.key === "name" ? "name" : "", isBad?.(row) ? "is-bad" : ""]
    .join(" ")
    .trim();
  return <td class={classes}>{text ?? textOf(row)}</td>;
}
