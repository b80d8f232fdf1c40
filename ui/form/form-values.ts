import { counted, countText } from "../format/figures.ts";
import { parseDurationSeconds } from "../format/times.ts";
import type { FieldProblem, FormField, FormView, StartRequest } from "../state/protocol.ts";
import { isOfOtherShape, shapeOfValues } from "./load-shape.ts";

export type FieldValue = string | boolean | readonly string[];

/** What the reader has entered. */
export interface FormValues {
  readonly shape: string;
  readonly fields: { readonly [key: string]: FieldValue };
  /** Names of those that play. */
  readonly userTypes: readonly string[];
}

/** What was entered at an earlier visit: values by key. */
export type RememberedValues = { readonly [key: string]: FieldValue };

/**
 * What the form starts with. What was given on the command line, in the environment or at the last start of this process
 * is newer than what an earlier visit remembers; only what nobody gave is filled in from there.
 */
export function initialValues(form: FormView, remembered: RememberedValues): FormValues {
  const given = form.fields.map((field) => [field.key, valueOf(field, remembered[field.key])] as const);
  const fields = Object.fromEntries(given);
  return {
    shape: shapeOfValues(form.fields, (key) => String(fields[key] ?? "")),
    fields,
    userTypes: form.userTypes.map(({ name }) => name),
  };
}

function valueOf({ value, origin, isSecret }: FormField, remembered: FieldValue | undefined): FieldValue {
  const isNobodys = origin === "default" || origin === "test-file";
  const isSameKind = typeof remembered === typeof value && Array.isArray(remembered) === Array.isArray(value);
  return isNobodys && isSameKind && !isSecret ? remembered! : value;
}

/** What is worth remembering: what differs from what the server would fill in by itself; never a secret. */
export function worthRemembering(form: FormView, { fields }: FormValues): RememberedValues {
  const changed = form.fields.filter(({ key, value, isSecret }) => !isSecret && !isSame(fields[key], value));
  const kept = form.fields.filter(({ origin, isSecret }) => origin === "page" && !isSecret);
  return Object.fromEntries([...kept, ...changed].map(({ key }) => [key, fields[key]!]));
}

/** What is to be sent: only what differs from what the server showed, and nothing of another shape of load. */
export function startRequestOf(form: FormView, values: FormValues): Omit<StartRequest, "version"> {
  const options = form.fields.flatMap((field) => {
    const value = isOfOtherShape(field.key, values.shape) ? setAside(field) : values.fields[field.key]!;
    return isSame(value, field.value) ? [] : [[field.key, value] as const];
  });
  const isEverybody = values.userTypes.length === form.userTypes.length;
  return {
    type: "start",
    options: Object.fromEntries(options),
    ...(isEverybody ? {} : { userTypes: values.userTypes }),
  };
}

/** A default does not stand in the way of another shape; what somebody gave is taken back. */
function setAside({ origin, value }: FormField): FieldValue {
  return origin === "default" ? value : "";
}

function isSame(a: FieldValue | undefined, b: FieldValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What can be seen to be wrong before the server is asked. */
export function problemsOf(form: FormView, values: FormValues): FieldProblem[] {
  const wrong = form.fields.flatMap((field) => {
    if (isOfOtherShape(field.key, values.shape)) return [];
    const message = problemOf(field, values.fields[field.key]!, form);
    return message === null ? [] : [{ field: field.key, message }];
  });
  const nobody = form.userTypes.length > 0 && values.userTypes.length === 0;
  return nobody ? [...wrong, { field: null, message: "Choose at least one user type." }] : wrong;
}

function problemOf(field: FormField, value: FieldValue, form: FormView): string | null {
  if (typeof value !== "string" || value.trim() === "") return null;
  const text = value.trim();
  if (field.key === "users" && form.datasetUsers !== null && Number(text) > form.datasetUsers) {
    return `The dataset has ${counted(form.datasetUsers, "user")}; no more can run at once.`;
  }
  if (field.kind === "integer" || field.kind === "number") return numberProblem(field, text);
  if (field.kind === "duration" && parseDurationSeconds(text) === undefined) return "A duration, such as 90s or 1h20m.";
  if (field.kind === "url" && !/^https?:\/\/[^\s/]+/.test(text))
    return "An address that begins with http:// or https://.";
  return null;
}

function numberProblem({ kind, least, most }: FormField, text: string): string | null {
  const form = kind === "integer" ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/;
  if (!form.test(text)) return kind === "integer" ? "A whole number." : "A number.";
  if (least !== null && Number(text) < least) return `At least ${countText(least)}.`;
  if (most !== null && Number(text) > most) return `At most ${countText(most)}.`;
  return null;
}
