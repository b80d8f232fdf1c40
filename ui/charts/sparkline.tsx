import { extentOf, type Column } from "./history-columns.ts";

const [width, height] = [84, 18];

/** A line the size of a word; the chart of the same figures is further down. */
export function Sparkline({ column, colour }: { readonly column: Column; readonly colour: string }) {
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <path
        d={pathOf(column)}
        stroke={`var(--${colour})`}
        fill="none"
        stroke-width="1.5"
        vector-effect="non-scaling-stroke"
      />
    </svg>
  );
}

function pathOf(column: Column): string {
  const extent = extentOf([column], 0, column.length);
  if (extent === null || column.length < 2) return "";
  const most = Math.max(extent[1], 1e-9);
  let isDown = false;
  return column
    .map((value, index) => {
      if (value === null) isDown = false;
      if (value === null) return "";
      const command = isDown ? "L" : "M";
      isDown = true;
      return `${command}${((index * width) / (column.length - 1)).toFixed(1)} ${(height - 1 - (value / most) * (height - 2)).toFixed(1)}`;
    })
    .join("");
}
