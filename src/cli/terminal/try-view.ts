import { maskedSecrets } from "../../ground/index.ts";
import type { AnswerTimings, Sample } from "../../http/index.ts";
import type { PassUser, PassWatch } from "../../loadtest/index.ts";
import type { ContentDifference, ErrorCount, FailureSample, HeaderField } from "../../stats/index.ts";
import { codeFrame } from "./code-frame.ts";
import { cutTo, msText, oneLine } from "./figures.ts";
import { type Paint, paintFor, type Screen } from "./paint.ts";
import { scriptPlaceIn } from "./script-place.ts";

/** Of a body, of a header and of each side of a difference. */
const excerptLength = 400;

const phaseNames: readonly (readonly [keyof AnswerTimings, string])[] = [
  ["waitMs", "wait"],
  ["dnsMs", "DNS"],
  ["connectMs", "connect"],
  ["tlsMs", "TLS"],
  ["sendMs", "send"],
  ["firstByteMs", "first byte"],
  ["downloadMs", "download"],
];

export interface TryViewOptions {
  readonly screen: Screen;
  readonly environment: { readonly [name: string]: string | undefined };
  /** The kit's own sources, which are never what the reader has to mend. */
  readonly kitFolder: string;
  /** How a file is named to the reader. */
  readonly nameOf: (file: string) => string;
  /** The text of a source file; null when it cannot be read. */
  readonly read: (file: string) => string | null;
}

/** Shows everything that one user does and gets, as it happens, with what is wrong and where to mend it. */
export class TryView implements PassWatch {
  readonly #options: TryViewOptions;
  readonly #paint: Paint;

  constructor(options: TryViewOptions) {
    this.#options = options;
    this.#paint = paintFor(options.screen, options.environment);
  }

  began(task: string, { id, type }: PassUser): void {
    const user = oneLine(`${type} ${id}`);
    this.#write("", `${this.#paint("bold", oneLine(task))} ${this.#paint("dim", `(${user})`)}`);
  }

  asked(sample: FailureSample, { timings, stack = "" }: Pick<Sample, "timings" | "stack">): void {
    if (timings === undefined) this.#write(`  ${oneLine(sample.endpoint)}: ${msText(sample.latencyMs)} ms`);
    else this.#exchanged(sample, timings);
    this.#write(...this.#outcomeLines(sample), ...this.#placeLines(stack));
  }

  failed({ code, message, endpoint, stack }: ErrorCount): void {
    const name = code === "exception" ? (/^\w*Error/.exec(stack)?.[0] ?? "error") : code;
    this.#write(`  ${this.#paint("red", `✗ ${name} (${oneLine(endpoint)}):`)} ${oneLine(message)}`);
    this.#write(...this.#placeLines(stack));
  }

  #exchanged(
    { request, requestHeaders, status, responseHeaders, bodyExcerpt, latencyMs }: FailureSample,
    timings: AnswerTimings,
  ): void {
    const answer = status === 0 ? "no answer" : `status ${status}`;
    const took = ` (${phasesText(timings)})`;
    this.#write(
      `  ${this.#paint("cyan", "→")} ${oneLine(request)}`,
      ...this.#fieldLines(requestHeaders),
      `  ${this.#paint("cyan", "←")} ${answer} after ${msText(latencyMs)} ms${this.#paint("dim", took)}`,
      ...this.#fieldLines(responseHeaders),
      ...(bodyExcerpt === "" ? [] : [`      ${cutTo(excerptLength, oneLine(bodyExcerpt))}`]),
    );
  }

  #fieldLines(fields: readonly HeaderField[]): string[] {
    return fields.map(({ name, value }) =>
      this.#paint("dim", `      ${oneLine(name)}: ${cutTo(excerptLength, oneLine(value))}`),
    );
  }

  #outcomeLines({ outcome, reason, difference }: FailureSample): string[] {
    if (outcome === "ok") return [`  ${this.#paint("green", "✓ ok")}`];
    const said = difference === null ? reason : difference.message;
    const head = `  ${this.#paint("red", `✗ ${outcome}:`)} ${oneLine(maskedSecrets(said))}`;
    return [head, ...(difference === null ? [] : this.#sidesOf(difference))];
  }

  #sidesOf({ expected, got }: ContentDifference): string[] {
    const side = (name: string, text: string) => `      ${name.padEnd(8)}  ${cutTo(excerptLength, oneLine(text))}`;
    return [this.#paint("green", side("expected", expected)), this.#paint("red", side("got", got))];
  }

  #placeLines(stack: string): string[] {
    const { kitFolder, nameOf, read } = this.#options;
    const place = scriptPlaceIn(stack, kitFolder);
    if (place === undefined) return [];
    const source = read(place.file);
    const frame = source === null ? [] : codeFrame(source, place, this.#paint);
    return [`    at ${nameOf(place.file)}:${place.line}:${place.column}`, ...frame.map((line) => `    ${line}`)];
  }

  #write(...lines: readonly string[]): void {
    this.#options.screen.write(lines.map((line) => `${line}\n`).join(""));
  }
}

/** `connect 0.42, first byte 3.1`: only phases that took time. */
function phasesText(timings: AnswerTimings): string {
  const taken = phaseNames.filter(([phase]) => timings[phase] > 0);
  return taken.map(([phase, name]) => `${name} ${msText(timings[phase])}`).join(", ");
}
