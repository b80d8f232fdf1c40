import { useState } from "preact/hooks";
import { Dialog } from "../parts/dialog.tsx";
import type { Request } from "../state/api.ts";
import type { RunView } from "../state/protocol.ts";

export interface EditDialogProps {
  readonly view: RunView;
  /** What the server said against it. */
  readonly refusal: string | null;
  readonly onEdit: (request: Request) => void;
  readonly onClose: () => void;
}

/** Changes how much load there is while the run goes on. */
export function EditDialog({ view: { run, now }, refusal, onEdit, onClose }: EditDialogProps) {
  const isRate = run.editable === "arrival-rate";
  const [load, setLoad] = useState(String(now.target === null ? now.users : Number(now.target.toPrecision(6))));
  const [spawnRate, setSpawnRate] = useState("");
  const loadProblem = isRate ? positive(load) : whole(load);
  const spawnProblem = spawnRate === "" ? null : positive(spawnRate);
  const submit = (event: Event) => {
    event.preventDefault();
    if (loadProblem !== null || spawnProblem !== null) return;
    const change = isRate
      ? { arrivalRate: Number(load) }
      : { users: Number(load), ...(spawnRate === "" ? {} : { spawnRate: Number(spawnRate) }) };
    onEdit({ type: "edit", run: run.id, ...change });
  };
  return (
    <Dialog title="Edit load" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Figure
          id="edit-load"
          label={isRate ? "Starts per second" : "Users"}
          value={load}
          problem={loadProblem}
          onChange={setLoad}
        />
        {!isRate && (
          <Figure
            id="edit-spawn-rate"
            label="Users started or stopped per second"
            help="Empty: as at the start."
            value={spawnRate}
            problem={spawnProblem}
            onChange={setSpawnRate}
          />
        )}
        {refusal !== null && (
          <p class="problem" role="alert">
            {refusal}
          </p>
        )}
        <div class="dialog-foot">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="primary">
            Apply
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface FigureProps {
  readonly id: string;
  readonly label: string;
  readonly help?: string;
  readonly value: string;
  readonly problem: string | null;
  readonly onChange: (value: string) => void;
}

function Figure({ id, label, help, value, problem, onChange }: FigureProps) {
  return (
    <div class={problem === null ? "field" : "field has-problem"}>
      <label for={id}>{label}</label>
      <input
        id={id}
        inputMode="decimal"
        autocomplete="off"
        value={value}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-help`}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <p id={`${id}-help`} class={problem === null ? "help" : "problem"}>
        {problem ?? help}
      </p>
    </div>
  );
}

function whole(text: string): string | null {
  return /^\d+$/.test(text.trim()) && Number(text) >= 1 ? null : "A whole number, at least 1.";
}

function positive(text: string): string | null {
  return Number(text) > 0 ? null : "A number above 0.";
}
