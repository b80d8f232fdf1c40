import { Waiting } from "../parts/waiting.tsx";
import type { Comparison as ComparisonView, RunView } from "../state/protocol.ts";
import { useAnswer } from "../state/use-answer.ts";
import { Comparison } from "./comparison.tsx";

/** Fetches two runs and what the server says of their differences. */
export function CompareRuns({ a, b }: { readonly a: string; readonly b: string }) {
  const [first, second] = [encodeURIComponent(a), encodeURIComponent(b)];
  const comparison = useAnswer<ComparisonView>(`api/runs/compare?a=${first}&b=${second}`);
  const viewA = useAnswer<RunView>(`api/runs/${first}/view`);
  const viewB = useAnswer<RunView>(`api/runs/${second}/view`);
  for (const asked of [comparison, viewA, viewB]) if (asked.state === "refused") return <Waiting asked={asked} />;
  if (comparison.state !== "answered" || viewA.state !== "answered" || viewB.state !== "answered")
    return <Waiting asked={comparison} />;
  return <Comparison comparison={comparison.answer} a={viewA.answer} b={viewB.answer} />;
}
