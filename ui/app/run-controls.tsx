import { useState } from "preact/hooks";
import { Dialog } from "../parts/dialog.tsx";
import { announce } from "../parts/announce.ts";
import { Refusal, type Request, send } from "../state/api.ts";
import type { RunView } from "../state/protocol.ts";
import { isUnderWay } from "../strip/headline.ts";
import { EditDialog } from "./edit-dialog.tsx";

export interface RunControlsProps {
  readonly view: RunView;
  readonly canStart: boolean;
  readonly onNewRun: () => void;
}

/** Edit, stop and reset the run, or start a new one; what the server refused is said beside them. */
export function RunControls({ view, canStart, onNewRun }: RunControlsProps) {
  const [open, setOpen] = useState<"edit" | "reset" | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const run = view.run.id;
  const order = async (request: Request, done: string) => {
    setRefusal(null);
    try {
      await send(request);
      announce(done);
      setOpen(null);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setRefusal([error.message, error.report.hint].filter(Boolean).join(" "));
    }
  };
  const isRunning = view.state === "running";
  return (
    <div class="controls" role="group" aria-label="The run">
      {isRunning && view.run.editable !== "nothing" && (
        <button type="button" onClick={() => setOpen("edit")}>
          Edit load
        </button>
      )}
      {isRunning && (
        <button type="button" onClick={() => setOpen("reset")}>
          Reset
        </button>
      )}
      {isUnderWay(view) ? (
        <button
          type="button"
          class="danger"
          aria-disabled={view.state === "stopping"}
          onClick={() => view.state !== "stopping" && void order({ type: "stop", run }, "Stopping the run")}
        >
          {view.state === "stopping" ? "Stopping…" : "Stop"}
        </button>
      ) : (
        canStart && (
          <button type="button" class="primary" onClick={onNewRun}>
            New run
          </button>
        )
      )}
      {refusal !== null && open === null && (
        <p class="problem" role="alert">
          {refusal}
        </p>
      )}
      {open === "edit" && (
        <EditDialog
          view={view}
          refusal={refusal}
          onEdit={(request) => void order(request, "Load changed")}
          onClose={() => setOpen(null)}
        />
      )}
      {open === "reset" && (
        <Dialog title="Reset the statistics?" onClose={() => setOpen(null)}>
          <p>All figures begin anew. The recorded seconds and their charts stay.</p>
          {refusal !== null && <p class="problem">{refusal}</p>}
          <div class="dialog-foot">
            <button type="button" onClick={() => setOpen(null)}>
              Cancel
            </button>
            <button type="button" class="danger" onClick={() => void order({ type: "reset", run }, "Statistics reset")}>
              Reset
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
