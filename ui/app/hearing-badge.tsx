import { useEffect, useState } from "preact/hooks";
import type { Hearing } from "../state/connection.ts";
import { durationText } from "../format/times.ts";

const words = { connecting: "connecting", live: "live", polling: "polling", outdated: "outdated" } as const;
const tones = { connecting: "calm", live: "good", polling: "warn", stale: "bad", outdated: "bad" } as const;

/** How fresh what is shown is. */
export function HearingBadge({ hearing: { mode, sinceMs } }: { readonly hearing: Hearing }) {
  const [, tickOn] = useState(0);
  useEffect(() => {
    if (mode !== "stale") return;
    const timer = setInterval(() => tickOn((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [mode]);
  const word = mode === "stale" ? `stale for ${durationText((Date.now() - sinceMs) / 1000)}` : words[mode];
  return (
    <span class={`hearing tone-${tones[mode]}`} data-hearing={mode}>
      <i aria-hidden="true" /> {word}
    </span>
  );
}
