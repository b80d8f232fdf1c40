import type { ComponentChild, ComponentChildren } from "preact";

export interface TableProps {
  readonly label: string;
  /** Texts, or whole `th` elements. */
  readonly headings: readonly ComponentChild[];
  /** Columns of figures, from one to before another. */
  readonly figures?: readonly [number, number];
  readonly kind?: string;
  readonly foot?: ComponentChild;
  /** The rows. */
  readonly children: ComponentChildren;
}

/** A table that scrolls inside of its frame where the page is narrow. */
export function Table({ label, headings, figures = [1, Infinity], kind = "", foot, children }: TableProps) {
  return (
    <div class="table-frame" role="region" aria-label={label} tabIndex={0}>
      <table class={kind}>
        <thead>
          <tr>
            {headings.map((heading, place) =>
              typeof heading === "string" ? (
                <th key={heading} scope="col" class={place >= figures[0] && place < figures[1] ? "figure" : ""}>
                  {heading}
                </th>
              ) : (
                heading
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
        {foot}
      </table>
    </div>
  );
}

/** The cells of figures of a row. */
export function Figures({ of }: { readonly of: readonly ComponentChild[] }) {
  return of.map((figure) => <td class="figure">{figure}</td>);
}
