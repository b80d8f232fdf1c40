import { Icon } from "../parts/icon.tsx";

export interface ColumnChooserProps {
  readonly columns: readonly { readonly key: string; readonly heading: string }[];
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (key: string) => void;
}

/** Which columns are shown. */
export function ColumnChooser({ columns, hidden, onToggle }: ColumnChooserProps) {
  return (
    <details class="menu">
      <summary class="button">
        Columns <Icon name="down" />
      </summary>
      <div class="menu-body" role="group" aria-label="Columns">
        {columns.map(({ key, heading }) => (
          <label key={key} class="check">
            <input type="checkbox" checked={!hidden.has(key)} onChange={() => onToggle(key)} />
            {heading}
          </label>
        ))}
      </div>
    </details>
  );
}
