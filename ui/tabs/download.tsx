import { Card } from "../parts/card.tsx";
import { Icon } from "../parts/icon.tsx";
import { Waiting } from "../parts/waiting.tsx";
import type { RunListEntry, RunView } from "../state/protocol.ts";
import { useAnswer } from "../state/use-answer.ts";

/** What is known of the files of a run folder, in the order in which they are wanted. */
const known: readonly (readonly [file: string, about: string])[] = [
  ["report.html", "The whole run in one page that needs no network"],
  ["stats.csv", "Every endpoint in figures, as Locust writes it"],
  ["stats_history.csv", "The same for every second"],
  ["failures.csv", "Failures by endpoint and message"],
  ["exceptions.csv", "Exceptions of the test's own code"],
  ["summary.json", "Verdict, thresholds and all figures"],
  ["summary.md", "The summary as Markdown"],
  ["junit.xml", "A test case for each threshold, for pipelines"],
  ["latency.hlog", "Latencies of every second as an HdrHistogram log"],
  ["run.json", "Options, their origins and the machine"],
  ["ticks.jsonl", "Everything that was counted, second by second"],
];

/** The files of a run, each called by its run. */
export function Download({ view }: { readonly view: RunView }) {
  const { id } = view.run;
  const asked = useAnswer<readonly RunListEntry[]>("api/runs", `${view.state} ${view.summary === null}`);
  if (asked.state !== "answered") return <Waiting asked={asked} />;
  const files = asked.answer.find((run) => run.id === id)?.files ?? [];
  const rank = (file: string) => {
    const place = known.findIndex(([name]) => name === file);
    return place < 0 ? known.length : place;
  };
  const isOver = view.summary !== null;
  return (
    <Card
      title="Download"
      aside={`Files of run ${id}${isOver ? "" : ", as they stand now; the report follows at the end"}`}
    >
      {files.length === 0 && <p class="empty">Nothing has been written yet.</p>}
      <ul class="files">
        {files
          .toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b))
          .map((file) => (
            <li key={file}>
              <a
                href={`api/runs/${encodeURIComponent(id)}/files/${encodeURIComponent(file)}`}
                download={`${id}_${file}`}
              >
                <Icon name="download" />
                <b>{file}</b>
                <span>{known.find(([name]) => name === file)?.[1] ?? ""}</span>
              </a>
            </li>
          ))}
      </ul>
    </Card>
  );
}
