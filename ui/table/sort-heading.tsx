import type { SortOrder } from "./sort-rows.ts";

export interface SortHeadingProps {
  readonly column: string;
  readonly heading: string;
  readonly isFigure: boolean;
  readonly order: SortOrder | null;
  readonly onPress: (column: string) => void;
}

/** A column's heading: a button that sorts by it. */
export function SortHeading({ column, heading, isFigure, order, onPress }: SortHeadingProps) {
  const isSorted = order?.column === column;
  return (
    <th scope="col" class={isFigure ? "figure" : ""} aria-sort={isSorted ? order.direction : undefined}>
      <button type="button" class="sort" onClick={() => onPress(column)}>
        {heading}
        <span class="sort-mark" aria-hidden="true">
          {isSorted ? (order.direction === "ascending" ? "▲" : "▼") : ""}
        </span>
      </button>
    </th>
  );
}
