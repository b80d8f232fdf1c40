import type { Paint } from "../terminal/paint.ts";

/** A page of the documentation as a terminal shows it: its headings and code marked, its links and signs gone. */
export function pageText(markdown: string, paint: Paint): string {
  const lines = markdown.trimEnd().split("\n");
  let isCode = false;
  return lines
    .flatMap((line) => {
      if (!line.startsWith("```")) return [isCode ? `    ${paint("cyan", line)}`.trimEnd() : lineText(line, paint)];
      isCode = !isCode;
      return [];
    })
    .join("\n");
}

function lineText(line: string, paint: Paint): string {
  const heading = /^#+ (.*)/.exec(line);
  if (heading !== null) return paint("bold", heading[1]!);
  return line
    .replace(/!?\[([^\]]+)\]\([^)]+\)/g, "$1")
    .replace(/\*\*([^*]+)\*\*/g, (_, text: string) => paint("bold", text))
    .replace(/(?<=^|\W)_([^_]+)_(?=\W|$)/g, "$1");
}
