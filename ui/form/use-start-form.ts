import { useMemo, useRef, useState } from "preact/hooks";
import { announce } from "../parts/announce.ts";
import { Refusal, send } from "../state/api.ts";
import type { FieldProblem, FormField, FormView, PageView, ProblemReport } from "../state/protocol.ts";
import { recall, remember } from "../state/remembered.ts";
import {
  type FieldValue,
  type FormValues,
  initialValues,
  problemsOf,
  type RememberedValues,
  startRequestOf,
  worthRemembering,
} from "./form-values.ts";

export interface StartFormProps {
  readonly page: PageView;
  readonly form: FormView;
  /** Why nothing can be started now, besides what is wrong with the form; null: nothing stands in the way. */
  readonly obstacle: string | null;
  readonly onStarted: (run: string) => void;
  readonly onCancel: (() => void) | null;
}

interface Refused {
  readonly report: ProblemReport;
  readonly problems: readonly FieldProblem[];
}

const isRecord = (found: unknown): found is RememberedValues =>
  typeof found === "object" && found !== null && !Array.isArray(found);

/** What is entered, what is wrong with it, and how it is sent. */
export function useStartForm({ page, form, obstacle, onStarted }: StartFormProps) {
  const memory = `form:${form.testName}`;
  const [values, setValues] = useState<FormValues>(() => initialValues(form, recall(memory, {}, isRecord)));
  const [refused, setRefused] = useState<Refused | null>(null);
  const [isSending, setSending] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const own = useMemo(() => problemsOf(form, values), [form, values]);
  const reason = reasonOf(page, obstacle, own, form.fields);

  const set = (key: string, value: FieldValue) => {
    setValues({ ...values, fields: { ...values.fields, [key]: value } });
    if (refused !== null) setRefused({ ...refused, problems: refused.problems.filter(({ field }) => field !== key) });
  };
  const start = async () => {
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
  const problems = [...own, ...(refused?.problems ?? [])];
  return { element, values, setValues, set, start, problems, refused, reason, isSending };
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
