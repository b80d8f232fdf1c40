import { useState } from "preact/hooks";
import { Card } from "../parts/card.tsx";
import { Choice } from "../parts/choice.tsx";
import { dateText, timeOfDay } from "../format/times.ts";
import type { LogLine, RunView } from "../state/protocol.ts";

const levels = [
  { value: "info", label: "All" },
  { value: "warning", label: "Warnings and errors" },
  { value: "error", label: "Errors" },
] as const;
const weights = { info: 0, warning: 1, error: 2 } as const;

/** What the kit had to say, the latest first. */
export function Log({ view }: { readonly view: RunView }) {
  const [level, setLevel] = useState<LogLine["level"]>("info");
  const lines = view.log.filter((line) => weights[line.level] >= weights[level]).toReversed();
  return (
    <Card
      title="Log"
      aside={<Choice label="Which lines" name="log-level" options={levels} value={level} onChoose={setLevel} />}
    >
      {lines.length === 0 ? (
        <p class="empty">Nothing was logged.</p>
      ) : (
        <ol class="log" tabIndex={0} aria-label="Lines of the log, the latest first">
          {lines.map((line, index) => (
            <li key={lines.length - index} class={`log-${line.level}`}>
              <time title={dateText(line.atMs)}>{timeOfDay(line.atMs)}</time>
              <b>{line.level}</b>
              <span>{line.text}</span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
