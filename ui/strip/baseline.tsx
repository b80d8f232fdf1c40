import { counted, shareText } from "../format/figures.ts";
import type { RunView } from "../state/protocol.ts";
import { hashOf, home } from "../state/route.ts";
import { Differences } from "../tabs/differences.tsx";

/** What the run came to beside the one that it was held against. `isLive`: both can be laid over one another. */
export function Baseline({ view, isLive = false }: { readonly view: RunView; readonly isLive?: boolean }) {
  if (view.baseline === null) return null;
  const { comparison, failIfWorse, worse } = view.baseline;
  const { a, b, rows, caveats } = comparison;
  const limit = failIfWorse === null ? "" : ` by ${shareText(failIfWorse)} or more`;
  const count = failIfWorse === null ? rows.filter(({ judgement }) => judgement === "worse").length : worse.length;
  return (
    <details class={`banner tone-${count > 0 ? "bad" : "good"}`}>
      <summary>
        <strong>
          {count > 0 ? counted(count, "figure") : "No figure"} worse than the baseline{limit}
        </strong>{" "}
        <code>{a.id}</code>
      </summary>
      {isLive && <a href={hashOf({ ...home, tab: "runs", compare: [a.id, b.id] })}>Both runs over time</a>}
      {caveats.map((caveat) => (
        <p key={caveat}>{caveat}</p>
      ))}
      <Differences rows={rows} />
    </details>
  );
}
