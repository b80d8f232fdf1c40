import { useContext, useLayoutEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { theme } from "../design/theme.ts";
import { announceSoon } from "../parts/announce.ts";
import { TimeAxisContext } from "./time-axis.ts";

export interface PlotProps {
  /** Everything but size and data; read once for each `structure`. */
  readonly options: () => Omit<uPlot.Options, "width" | "height">;
  /** What the options depend on: another text makes the chart anew. */
  readonly structure: string;
  readonly data: uPlot.AlignedData;
  readonly height: number;
  /** The length of the run, where x is its time: what moves the picture by less than two pixels is not drawn yet. */
  readonly seconds?: number;
  readonly label: string;
  /** What stands at an entry, in words, for whoever moves the cursor by keyboard. */
  readonly describe: (index: number) => string;
  /** Called with the entry under the cursor, or null when there is none, and whenever the data changed. */
  readonly onCursor?: (index: number | null, plot: uPlot) => void;
}

/** A canvas chart: sized by its place, redrawn only where it can be seen, its cursor moved by arrow keys as well. */
export function Plot(props: PlotProps) {
  const { structure, data, height, label } = props;
  const { window } = useContext(TimeAxisContext);
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const isSeen = useRef(true);
  const isBehind = useRef(false);
  const drawn = useRef({ seconds: 0, entries: 0 });

  const bringUpToDate = () => {
    const { data, seconds = Infinity, onCursor } = latest.current;
    isBehind.current = !isSeen.current;
    if (!isSeen.current || plot.current === null) return;
    const hasGrown = data[0].length > drawn.current.entries;
    if (!hasGrown || pixelsOf(plot.current, seconds - drawn.current.seconds) >= 2) {
      drawn.current = { seconds, entries: data[0].length };
      plot.current.setData(data);
    }
    onCursor?.(plot.current.cursor.idx ?? null, plot.current);
  };

  useLayoutEffect(() => {
    const element = holder.current!;
    const options = latest.current.options();
    const made = new uPlot(
      {
        ...options,
        width: Math.max(120, element.clientWidth),
        height,
        hooks: { ...options.hooks, setCursor: [({ cursor }) => latest.current.onCursor?.(cursor.idx ?? null, made)] },
      },
      latest.current.data,
      element,
    );
    plot.current = made;
    latest.current.onCursor?.(null, made);
    const stopWatching = watchPlace(element, made, height, (seen) => {
      isSeen.current = seen;
      if (seen && isBehind.current) bringUpToDate();
    });
    const unsubscribe = [
      theme.subscribe(() => made.redraw(false, true)),
      window.subscribe(() => made.setData(latest.current.data)),
    ];
    return () => {
      stopWatching();
      for (const stop of unsubscribe) stop();
      plot.current = null;
      made.destroy();
    };
  }, [structure, height, window]);

  useLayoutEffect(bringUpToDate, [data]);

  return (
    <div
      class="plot"
      ref={holder}
      role="img"
      aria-label={label}
      tabIndex={0}
      onKeyDown={(event) => moveByKey(event, plot.current, latest.current)}
    />
  );
}

/** How far so many seconds move the picture. */
function pixelsOf({ scales, width }: uPlot, seconds: number): number {
  const { min = 0, max = 1 } = scales.x!;
  return (seconds * width) / Math.max(1, max - min);
}

function watchPlace(element: HTMLElement, plot: uPlot, height: number, onSeen: (seen: boolean) => void): () => void {
  const size = new ResizeObserver(() => {
    const width = Math.max(120, element.clientWidth);
    if (width !== plot.width) plot.setSize({ width, height });
  });
  const sight = new IntersectionObserver((entries) => onSeen(entries.at(-1)!.isIntersecting), { rootMargin: "60px" });
  size.observe(element);
  sight.observe(element);
  return () => {
    size.disconnect();
    sight.disconnect();
  };
}

const strides: { readonly [key: string]: number } = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -10,
  PageDown: 10,
  Home: -Infinity,
  End: Infinity,
};

function moveByKey(event: KeyboardEvent, plot: uPlot | null, { data, describe }: PlotProps): void {
  const stride = strides[event.key];
  if (plot === null || stride === undefined || data[0].length === 0) return;
  event.preventDefault();
  const last = data[0].length - 1;
  const from = plot.cursor.idx ?? last + 1;
  const index = Math.min(last, Math.max(0, from + stride));
  // The types do not know the last argument: the other charts are told as well.
  const cursor = plot as unknown as {
    setCursor(at: { left: number; top: number }, fire: boolean, publish: boolean): void;
  };
  cursor.setCursor(
    { left: plot.valToPos(data[0][index]!, "x"), top: plot.bbox.height / (2 * uPlot.pxRatio) },
    true,
    true,
  );
  announceSoon(describe(index));
}
