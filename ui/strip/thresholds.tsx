import { plainFigure } from "../format/figures.ts";
import { Icon } from "../parts/icon.tsx";
import type { ThresholdRow } from "../state/protocol.ts";

const words = { passed: "kept", crossed: "crossed", none: "no data yet" } as const;
const tones = { passed: "good", crossed: "bad", none: "calm" } as const;

/** Each threshold with its limit, what was measured, and a mark. */
export function Thresholds({ rows }: { readonly rows: readonly ThresholdRow[] }) {
  if (rows.length === 0) return null;
  return (
    <ul class="thresholds" aria-label="Thresholds">
      {rows.map((row) => (
        <li key={row.expression} class={`threshold tone-${tones[row.state]}`}>
          <Icon name={tones[row.state]} />
          <code>{row.expression}</code>
          <span class="threshold-measured">
            <span class="sr-only">measured </span>
            <b>{measured(row)}</b>
            <span class="sr-only">, {words[row.state]}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function measured({ observed, unit }: ThresholdRow): string {
  if (observed === null) return "no data";
  return unit === "" ? plainFigure(observed) : `${plainFigure(observed)} ${unit}`;
}
