import type { ComponentChild } from "preact";
import { counted } from "../format/figures.ts";
import type { FieldProblem, FormField, ProblemReport } from "../state/protocol.ts";
import { Field } from "./field.tsx";
import { FieldGroup } from "./field-group.tsx";
import { LoadFields } from "./load-fields.tsx";
import { type StartFormProps, useStartForm } from "./use-start-form.ts";
import { UserTypes } from "./user-types.tsx";

/** Asks how much load against what, and starts it. */
export function StartForm(props: StartFormProps) {
  const { form, page } = props;
  const { element, values, setValues, set, start, problems, refused, reason, isSending } = useStartForm(props);
  const submit = (event: Event) => {
    event.preventDefault();
    void start();
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
    <form class="start" ref={element} onSubmit={submit} noValidate aria-label="Start a load test">
      <header class="start-head">
        <h2>New run</h2>
        <p>
          <code>{form.testName}</code>
          {form.datasetUsers !== null && <> · dataset of {counted(form.datasetUsers, "user")}</>} · kit{" "}
          {page.kitVersion}
        </p>
      </header>
      {refused !== null && <Refused {...refused} />}
      <fieldset class="card">
        <legend>Load</legend>
        <LoadFields
          form={form.fields}
          values={values}
          fieldOf={fieldOf}
          onShape={(shape) => setValues({ ...values, shape })}
        />
      </fieldset>
      <FieldGroup title="Target" fields={ofGroup(form.fields, "target")} fieldOf={fieldOf} />
      {form.userTypes.length > 1 && (
        <UserTypes
          types={form.userTypes}
          chosen={values.userTypes}
          onChange={(userTypes) => setValues({ ...values, userTypes })}
        />
      )}
      <OtherGroups fields={form.fields} fieldOf={fieldOf} />
      <StartFoot reason={reason} isSending={isSending} onCancel={props.onCancel} />
    </form>
  );
}

interface OtherGroupsProps {
  readonly fields: readonly FormField[];
  readonly fieldOf: (field: FormField) => ComponentChild;
}

function OtherGroups({ fields, fieldOf }: OtherGroupsProps) {
  return (
    <>
      <FieldGroup title="Thresholds" fields={ofGroup(fields, "judgement")} fieldOf={fieldOf} />
      <FieldGroup title="Tasks" fields={ofGroup(fields, "tasks")} fieldOf={fieldOf} isFolded />
      <FieldGroup title="More options" fields={advanced(fields)} fieldOf={fieldOf} isFolded />
    </>
  );
}

interface StartFootProps {
  readonly reason: string | null;
  readonly isSending: boolean;
  readonly onCancel: (() => void) | null;
}

function StartFoot({ reason, isSending, onCancel }: StartFootProps) {
  return (
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
  );
}

interface RefusedProps {
  readonly report: ProblemReport;
  readonly problems: readonly FieldProblem[];
}

/** What the server said against it, but for what stands at the fields. */
function Refused({ report, problems }: RefusedProps) {
  const general = problems.filter(({ field }) => field === null);
  return (
    <div class="banner tone-bad" role="alert">
      <strong>{report.message}</strong>
      {general.map(({ message }) => message !== report.message && <p key={message}>{message}</p>)}
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
