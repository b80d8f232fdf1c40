import { useContext } from "preact/hooks";
import { clockText } from "../format/times.ts";
import { Choice } from "../parts/choice.tsx";
import { useStore } from "../state/use-store.ts";
import { TimeAxisContext, type TimeWindow } from "./time-axis.ts";

const windows = [
  { value: "60", label: "1 min" },
  { value: "300", label: "5 min" },
  { value: "900", label: "15 min" },
  { value: "all", label: "All" },
] as const;

/** Which stretch of the run the charts show. */
export function WindowChoice() {
  const { window, syncKey } = useContext(TimeAxisContext);
  const shown = useStore(window);
  const value = shown.kind === "last" ? (String(shown.seconds) as "60") : shown.kind === "all" ? "all" : ("" as "all");
  return (
    <span class="row">
      {shown.kind === "stretch" && (
        <button type="button" class="chip-button" onClick={() => (window.value = { kind: "all" })}>
          {clockText(shown.from)} – {clockText(shown.to)} <span aria-hidden="true">×</span>
          <span class="sr-only">show all again</span>
        </button>
      )}
      <Choice
        label="Stretch of time"
        name={`${syncKey}-window`}
        options={windows}
        value={value}
        onChoose={(chosen) => (window.value = windowOf(chosen))}
      />
    </span>
  );
}

function windowOf(chosen: string): TimeWindow {
  return chosen === "all" ? { kind: "all" } : { kind: "last", seconds: Number(chosen) };
}
