import { useMemo, useState } from "preact/hooks";
import { countText, partText } from "../format/figures.ts";
import { dateText, timeOfDay } from "../format/times.ts";
import { Card } from "../parts/card.tsx";
import { Table } from "../table/table.tsx";
import type { FailureRow, RunView } from "../state/protocol.ts";
import { SortHeading } from "../table/sort-heading.tsx";
import { pressed, type SortOrder, type SortValue, sortRows } from "../table/sort-rows.ts";
import { FailureSample } from "./failure-sample.tsx";

const columns: readonly { key: string; heading: string; isFigure: boolean; valueOf: (row: FailureRow) => SortValue }[] =
  [
    { key: "message", heading: "Message", isFigure: false, valueOf: ({ message }) => message },
    { key: "endpoint", heading: "Endpoint", isFigure: false, valueOf: ({ method, name }) => `${name} ${method}` },
    { key: "outcome", heading: "Outcome", isFigure: false, valueOf: ({ outcome }) => outcome },
    { key: "count", heading: "Count", isFigure: true, valueOf: ({ count }) => count },
    { key: "share", heading: "Share of failures", isFigure: true, valueOf: ({ count }) => count },
    { key: "first", heading: "First seen", isFigure: true, valueOf: ({ firstSeenMs }) => firstSeenMs },
    { key: "last", heading: "Last seen", isFigure: true, valueOf: ({ lastSeenMs }) => lastSeenMs },
  ];

/** What failed, how often, and what it looked like. */
export function Failures({ view }: { readonly view: RunView }) {
  const [order, setOrder] = useState<SortOrder | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const rows = useMemo(() => {
    const column = columns.find(({ key }) => key === order?.column);
    return column === undefined || order === null
      ? view.failures
      : sortRows(view.failures, column.valueOf, order.direction);
  }, [view.failures, order]);
  const press = (key: string) =>
    setOrder(pressed(order, key, columns.find((one) => one.key === key)!.isFigure ? "descending" : "ascending"));
  const all = view.failures.reduce((sum, { count }) => sum + count, 0);
  if (rows.length === 0) return <p class="card empty">No request has failed.</p>;
  const { failures, requests } = view.total;
  return (
    <Card
      title="Failures"
      aside={`${countText(failures)} of ${countText(requests)} requests (${partText(failures, requests)})`}
    >
      <Table
        label="Failures by message and endpoint"
        kind="failures"
        headings={columns.map(({ key, heading, isFigure }) => (
          <SortHeading key={key} column={key} heading={heading} isFigure={isFigure} order={order} onPress={press} />
        ))}
      >
        {rows.map((row) => (
          <Row
            key={row.key}
            row={row}
            all={all}
            view={view}
            isOpen={open === row.key}
            onToggle={() => setOpen(open === row.key ? null : row.key)}
          />
        ))}
      </Table>
    </Card>
  );
}

interface RowProps {
  readonly row: FailureRow;
  readonly all: number;
  readonly view: RunView;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function Row({ row, all, view, isOpen, onToggle }: RowProps) {
  return (
    <>
      <tr class={isOpen ? "is-open" : ""}>
        <th scope="row" class="message">
          <button type="button" class="disclosure" aria-expanded={isOpen} onClick={onToggle}>
            {row.message}
          </button>
        </th>
        <td class="name">
          {row.method} {row.name}
        </td>
        <td>
          <span class={`tag tag-${row.outcome}`}>{row.outcome}</span>
        </td>
        <td class="figure">{countText(row.count)}</td>
        <td class="figure">{partText(row.count, all)}</td>
        <td class="figure" title={dateText(row.firstSeenMs)}>
          {timeOfDay(row.firstSeenMs)}
        </td>
        <td class="figure" title={dateText(row.lastSeenMs)}>
          {timeOfDay(row.lastSeenMs)}
        </td>
      </tr>
      {isOpen && (
        <tr class="detail">
          <td colSpan={columns.length}>
            {row.samples.length === 0 && <p class="help">No sample was kept.</p>}
            <ol class="samples">
              {row.samples.map((sample, index) => (
                <li key={`${sample.seenMs} ${sample.userId} ${index}`}>
                  <FailureSample sample={sample} traceUrl={view.run.traceUrl} />
                </li>
              ))}
            </ol>
          </td>
        </tr>
      )}
    </>
  );
}
