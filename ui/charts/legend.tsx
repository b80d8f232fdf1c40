import type { RefObject } from "preact";
import type { ChartSeries } from "./time-chart.tsx";

export interface LegendProps {
  readonly series: readonly ChartSeries[];
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (label: string) => void;
  /** Where the chart writes the moment (`data-time`) and a value for each series (`data-value`). */
  readonly values: RefObject<HTMLElement | null>;
}

/** The series of a chart: a press hides one or shows it again. */
export function Legend({ series, hidden, onToggle, values }: LegendProps) {
  return (
    <span class="legend" ref={values}>
      <time class="legend-time" data-time />
      {series.map(({ label, colour, dash }) => (
        <button
          key={label}
          type="button"
          class="legend-item"
          aria-pressed={!hidden.has(label)}
          title={hidden.has(label) ? `Show ${label}` : `Hide ${label}`}
          onClick={() => onToggle(label)}
        >
          <Swatch colour={colour} dash={dash} />
          {label} <b data-value />
        </button>
      ))}
    </span>
  );
}

/** A piece of the line as the chart draws it. */
export function Swatch({ colour, dash }: { readonly colour: string; readonly dash?: readonly number[] | undefined }) {
  return (
    <svg class="swatch" width="18" height="8" aria-hidden="true">
      <line
        x1="1"
        x2="17"
        y1="4"
        y2="4"
        stroke={`var(--${colour})`}
        stroke-width="2"
        stroke-dasharray={dash?.join(" ")}
      />
    </svg>
  );
}
