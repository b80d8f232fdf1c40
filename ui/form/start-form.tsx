import type { ComponentChild } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { counted } from "../format/figures.ts";
import { Choice } from "../parts/choice.tsx";
import { announce } from "../parts/announce.ts";
import { recall, remember } from "../state/remembered.ts";
import { Refusal, send } from "../state/api.ts";
import type { FieldProblem, FormField, PageView, ProblemReport } from "../state/protocol.ts";
import { Field } from "./field.tsx";
import {
  type FieldValue,
  type FormValues,
  initialValues,
  problemsOf,
  type RememberedValues,
  startRequestOf,
  worthRemembering,
} from "./form-values.ts";
import { keysOf, shapesOf } from "./load-shape.ts";
import { PlanDrawing } from "./plan-drawing.tsx";
import { UserTypes } from "./user-types.tsx";

export interface StartFormProps {
  readonly page: PageView;
  /** Why nothing can be started now, besides what is wrong with the form; null: nothing stands in the way. */
  readonly obstacle: string | null;
  readonly onStarted: (run: string) => void;
  readonly onCancel: (() => void) | null;
}

const isRecord = (found: unknown): found is RememberedValues =>
  typeof found === "object" && found !== null && !Array.isArray(found);

/** Asks how much load against what, and starts it. */
export function StartForm({ page, obstacle, onStarted, onCancel }: StartFormProps) {
  const { form } = page;
  const memory = `form:${form.testName}`;
  const [values, setValues] = useState<FormValues>(() => initialValues(form, recall(memory, {}, isRecord)));
  const [refused, setRefused] = useState<{ report: ProblemReport; problems: readonly FieldProblem[] } | null>(null);
  const [isSending, setSending] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const own = useMemo(() => problemsOf(form, values), [form, values]);
  const problems = [...own, ...(refused?.problems ?? [])];
  const reason = reasonOf(page, obstacle, own, form.fields);

  const set = (key: string, value: FieldValue) => {
    setValues({ ...values, fields: { ...values.fields, [key]: value } });
    if (refused !== null) setRefused({ ...refused, problems: refused.problems.filter(({ field }) => field !== key) });
  };
  const start = async (event: Event) => {
    event.preventDefault();
    if (isSending) return;
    if (reason !== null) return showFirstProblem(element.current, reason);
    setSending(true);
    setRefused(null);
    try {
      const { run } = await send(startRequestOf(form, values));
      remember(memory, worthRemembering(form, values));
      onStarted(run);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setRefused(error);
      requestAnimationFrame(() => showFirstProblem(element.current, error.message));
    } finally {
      setSending(false);
    }
  };
  const fieldOf = (field: FormField) => (
    <Field
      key={field.key}
      field={field}
      value={values.fields[field.key]!}
      problem={problems.find((one) => one.field === field.key)?.message ?? null}
      known={field.key === "tags" || field.key === "excludeTags" ? form.tags : []}
      onChange={(value) => set(field.key, value)}
    />
  );
  return (
    <form class="start" ref={element} onSubmit={(event) => void start(event)} noValidate aria-label="Start a load test">
      <header class="start-head">
        <h2>New run</h2>
        <p>
          <code>{form.testName}</code>
          {form.datasetUsers !== null && <> · dataset of {counted(form.datasetUsers, "user")}</>} · kit{" "}
          {page.kitVersion}
        </p>
      </header>
      {refused !== null && (
        <Refused report={refused.report} problems={refused.problems.filter(({ field }) => field === null)} />
      )}
      <fieldset class="card">
        <legend>Load</legend>
        <LoadFields
          form={form.fields}
          values={values}
          fieldOf={fieldOf}
          onShape={(shape) => setValues({ ...values, shape })}
        />
      </fieldset>
      <Group title="Target" fields={ofGroup(form.fields, "target")} fieldOf={fieldOf} />
      {form.userTypes.length > 1 && (
        <UserTypes
          types={form.userTypes}
          chosen={values.userTypes}
          onChange={(userTypes) => setValues({ ...values, userTypes })}
        />
      )}
      <Group title="Thresholds" fields={ofGroup(form.fields, "judgement")} fieldOf={fieldOf} />
      <Group title="Tasks" fields={ofGroup(form.fields, "tasks")} fieldOf={fieldOf} isFolded />
      <Group title="More options" fields={advanced(form.fields)} fieldOf={fieldOf} isFolded />
      <footer class="start-foot">
        <button
          type="submit"
          class="primary"
          aria-disabled={reason !== null || isSending}
          aria-describedby="start-reason"
        >
          {isSending ? "Starting…" : "Start"}
        </button>
        {onCancel !== null && (
          <button type="button" onClick={onCancel}>
            Cancel
          </button>
        )}
        <p id="start-reason" class="reason">
          {reason}
        </p>
      </footer>
    </form>
  );
}

/** The fields that a shape of load has, with a drawing of what they ask for. */
function LoadFields(props: {
  readonly form: readonly FormField[];
  readonly values: FormValues;
  readonly fieldOf: (field: FormField) => ComponentChild;
  readonly onShape: (shape: string) => void;
}) {
  const { form, values, fieldOf, onShape } = props;
  const shapes = shapesOf(form);
  const shown = [...keysOf(values.shape), "runTime"].flatMap((key) => form.find((field) => field.key === key) ?? []);
  return (
    <>
      {shapes.length > 1 && (
        <p class="row">
          <Choice
            label="Shape of the load"
            name="shape"
            options={shapes.map(({ id, label }) => ({ value: id, label }))}
            value={values.shape}
            onChoose={onShape}
          />
          <span class="help">{shapes.find(({ id }) => id === values.shape)?.hint}</span>
        </p>
      )}
      <div class="load-fields">
        <div class="fields">{shown.map(fieldOf)}</div>
        <PlanDrawing values={values} />
      </div>
    </>
  );
}

interface GroupProps {
  readonly title: string;
  readonly fields: readonly FormField[];
  readonly fieldOf: (field: FormField) => ComponentChild;
  readonly isFolded?: boolean;
}

function Group({ title, fields, fieldOf, isFolded = false }: GroupProps) {
  if (fields.length === 0) return null;
  const entries = <div class="fields">{fields.map(fieldOf)}</div>;
  if (isFolded) {
    return (
      <details class="card">
        <summary>
          {title} <small>{counted(fields.length, "option")}</small>
        </summary>
        {entries}
      </details>
    );
  }
  return (
    <fieldset class="card">
      <legend>{title}</legend>
      {entries}
    </fieldset>
  );
}

function Refused({ report, problems }: { readonly report: ProblemReport; readonly problems: readonly FieldProblem[] }) {
  return (
    <div class="banner tone-bad" role="alert">
      <strong>{report.message}</strong>
      {problems.map(({ message }) => message !== report.message && <p key={message}>{message}</p>)}
      {report.hint !== null && <p>{report.hint}</p>}
    </div>
  );
}

const loadKeys = ["users", "spawnRate", "runTime", "stages", "arrivalRate", "arrivalStages", "steps", "stepTime"];

function ofGroup(fields: readonly FormField[], group: FormField["group"]): readonly FormField[] {
  return fields.filter((field) => field.group === group);
}

/** What is rarely touched, and what of the load is not its shape. */
function advanced(fields: readonly FormField[]): readonly FormField[] {
  const rest = ofGroup(fields, "load").filter(({ key }) => !loadKeys.includes(key));
  return [...rest, ...ofGroup(fields, "advanced")];
}

/** Why nothing can be started now, in a sentence. */
function reasonOf(
  page: PageView,
  obstacle: string | null,
  problems: readonly FieldProblem[],
  fields: readonly FormField[],
): string | null {
  if (!page.canStart) return page.readOnlyReason ?? "Runs cannot be started here.";
  if (obstacle !== null) return obstacle;
  const [first] = problems;
  if (first === undefined) return null;
  const field = fields.find(({ key }) => key === first.field);
  return field === undefined ? first.message : `${field.flag}: ${first.message}`;
}

function showFirstProblem(form: HTMLFormElement | null, reason: string): void {
  announce(reason);
  const wrong = form?.querySelector<HTMLElement>("[aria-invalid=true]");
  const folded = wrong?.closest("details");
  if (folded) folded.open = true;
  wrong?.focus();
}
