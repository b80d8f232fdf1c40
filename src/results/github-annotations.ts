import { formatCount } from "../ground/index.ts";
import type { RunEnd, RunObserver } from "./run-observer.ts";
import type { Summary } from "./summary.ts";
import { problemOfThreshold } from "./threshold-problem.ts";

interface Annotation {
  readonly level: "error" | "warning";
  readonly title: string;
  readonly text: string;
}

/** GitHub shows ten of each level for a step. */
const mostOfAKind = 5;

/** Prints, once a run is over, the lines by which GitHub Actions marks a job. */
export class GithubAnnotations implements RunObserver {
  readonly name = "annotations";
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  end({ summary }: RunEnd): void {
    for (const line of annotationLines(summary)) this.#print(line);
  }
}

/**
 * An error for each leak between users, each crossed threshold and each kind of wrong content, five of a kind at most; a
 * warning for each reason why the generator was the bottleneck.
 */
export function annotationLines(summary: Summary): string[] {
  const { thresholds, errors, generator, leaks = [] } = summary;
  const crossed = thresholds.map(problemOfThreshold).filter((problem) => problem !== null);
  const wrong = errors.filter(({ code }) => code === "wrong-content");
  return [
    ...annotations(
      "error",
      "Leak between users",
      leaks.map(({ id, shownTo }) => `${id} was shown to ${shownTo}`),
    ),
    ...annotations("error", "Threshold crossed", crossed),
    ...annotations(
      "error",
      "Wrong content",
      wrong.map(({ endpoint, message, count }) => `${endpoint}: ${message} (${formatCount(count)} times)`),
    ),
    ...annotations("warning", "The load generator was the bottleneck", generator.reasons),
  ].map(lineOf);
}

function annotations(level: Annotation["level"], title: string, texts: readonly string[]): Annotation[] {
  return texts.slice(0, mostOfAKind).map((text) => ({ level, title, text }));
}

/** A workflow command. What came from outside cannot begin another one: line ends are escaped. */
function lineOf({ level, title, text }: Annotation): string {
  return `::${level} title=${title}::${text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")}`;
}
