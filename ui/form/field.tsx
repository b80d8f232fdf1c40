import type { FormField } from "../state/protocol.ts";
import type { FieldValue } from "./form-values.ts";

export interface FieldProps {
  readonly field: FormField;
  readonly label?: string;
  readonly value: FieldValue;
  readonly problem: string | null;
  /** Words to choose from, where a list has a known set. */
  readonly known?: readonly string[];
  readonly onChange: (value: FieldValue) => void;
}

/** One option of the run: label, flag, entry, help, and what is wrong with it. */
export function Field(props: FieldProps) {
  const { field, value, problem, onChange } = props;
  const id = `field-${field.key}`;
  const described = `${id}-help${problem === null ? "" : ` ${id}-problem`}`;
  if (field.kind === "flag") return <FlagField {...props} id={id} described={described} />;
  return (
    <div class={problem === null ? "field" : "field has-problem"}>
      <label for={id}>
        {props.label ?? labelOf(field)} <Origin field={field} />
      </label>
      <Entry field={field} id={id} described={described} value={value} isWrong={problem !== null} onChange={onChange} />
      {props.known !== undefined && props.known.length > 0 && <KnownWords {...props} known={props.known} />}
      <Help field={field} id={id} problem={problem} />
    </div>
  );
}

function Help({
  field,
  id,
  problem,
}: {
  readonly field: FormField;
  readonly id: string;
  readonly problem: string | null;
}) {
  return (
    <>
      {problem !== null && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
      <p class="help" id={`${id}-help`}>
        {sentence(field.help)}
      </p>
    </>
  );
}

function FlagField({
  field,
  value,
  problem,
  onChange,
  id,
  described,
}: FieldProps & { readonly id: string; readonly described: string }) {
  return (
    <div class="field">
      <label class="check" for={id}>
        <input
          id={id}
          type="checkbox"
          checked={value === true}
          aria-describedby={described}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        {labelOf(field)} <Origin field={field} />
      </label>
      <Help field={field} id={id} problem={problem} />
    </div>
  );
}

interface EntryProps {
  readonly field: FormField;
  readonly id: string;
  readonly described: string;
  readonly value: FieldValue;
  readonly isWrong: boolean;
  readonly onChange: (value: FieldValue) => void;
}

function Entry({ field, id, described, value, isWrong, onChange }: EntryProps) {
  const common = { id, "aria-describedby": described, "aria-invalid": isWrong };
  if (field.kind === "choice") {
    return (
      <select {...common} value={String(value)} onChange={(event) => onChange(event.currentTarget.value)}>
        {field.value === "" && <option value="" />}
        {field.choices?.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    );
  }
  if (field.kind === "list") {
    const lines = Array.isArray(value) ? value : [];
    return (
      <textarea
        {...common}
        rows={Math.max(2, lines.length + 1)}
        spellcheck={false}
        placeholder="one per line"
        value={lines.join("\n")}
        onInput={(event) => onChange(event.currentTarget.value.split("\n"))}
        onBlur={() => onChange(lines.map((line) => line.trim()).filter((line) => line !== ""))}
      />
    );
  }
  const entry = {
    ...common,
    inputMode: inputModes[field.kind] ?? "text",
    autocomplete: "off",
    spellcheck: false,
    placeholder: placeholders[field.kind] ?? "",
    value: String(value),
    onInput: (event: { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
  } as const;
  return field.isSecret ? <input {...entry} type="password" /> : <input {...entry} type="text" />;
}

const inputModes: { readonly [kind: string]: "numeric" | "decimal" | "url" } = {
  integer: "numeric",
  number: "decimal",
  url: "url",
};
const placeholders: { readonly [kind: string]: string } = { duration: "90s, 5m, 1h20m", url: "https://…" };

/** Buttons that put a known word into the list or take it out. */
function KnownWords({ known, value, onChange, field }: FieldProps & { readonly known: readonly string[] }) {
  const chosen = Array.isArray(value) ? (value as readonly string[]) : [];
  return (
    <div class="row" role="group" aria-label={`Known: ${labelOf(field)}`}>
      {known.map((word) => {
        const isChosen = chosen.includes(word);
        const toggle = () => onChange(isChosen ? chosen.filter((one) => one !== word) : [...chosen, word]);
        return (
          <button key={word} type="button" class="chip-button" aria-pressed={isChosen} onClick={toggle}>
            {word}
          </button>
        );
      })}
    </div>
  );
}

const origins = {
  flag: "command line",
  environment: "environment",
  "test-file": "test file",
  page: "last start",
  default: null,
} as const;

function Origin({ field: { flag, origin } }: { readonly field: FormField }) {
  return (
    <small>
      <code>{flag}</code>
      {origins[origin] !== null && ` from the ${origins[origin]}`}
    </small>
  );
}

/** `spawnRate` → `Spawn rate` */
export function labelOf({ key }: Pick<FormField, "key">): string {
  const words = key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words[0]!.toUpperCase() + words.slice(1);
}

function sentence(help: string): string {
  return help === "" ? "" : `${help[0]!.toUpperCase()}${help.slice(1)}`;
}
