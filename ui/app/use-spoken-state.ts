import { useEffect } from "preact/hooks";
import { rateFigure } from "../format/figures.ts";
import { announce } from "../parts/announce.ts";
import type { RunView } from "../state/protocol.ts";
import { headlineOf, stateWords } from "../strip/headline.ts";

/** Says how the run stands where the page itself is not seen: in the window's title, and to a screen reader. */
export function useSpokenState(view: RunView | null): void {
  useTitle(view);
  useStateSaid(view);
}

function useTitle(view: RunView | null): void {
  const rate = view !== null && view.state === "running" ? `${rateFigure(view.now.requestsPerSecond)} req/s · ` : "";
  const title = view === null ? "pickup load test" : `${rate}${stateWords[view.state]} · pickup load test`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** What a screen reader is told unasked: only that the state or the verdict changed. */
function useStateSaid(view: RunView | null): void {
  const said = view === null ? "" : `${stateWords[view.state]}. ${headlineOf(view).word}: ${headlineOf(view).sentence}`;
  useEffect(() => {
    if (said !== "") announce(said);
  }, [said]);
}
