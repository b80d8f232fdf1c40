/** A fenced block of a Markdown file. */
export interface FencedBlock {
  /** The first word of the info string: `sh`, `ts`, `json`, `text`, or nothing. */
  readonly language: string;
  /** The further words of the info string. */
  readonly words: readonly string[];
  readonly text: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
}

/** The fenced blocks of a Markdown text, in their order. */
export function fencedBlocksOf(markdown: string): FencedBlock[] {
  const pattern = /^( *)(```+)(.*)\n([\s\S]*?)^ *\2 *$/gm;
  return [...markdown.matchAll(pattern)].map((found) => {
    const [, indent = "", , info = "", text = ""] = found;
    const [language = "", ...words] = info.trim().split(/\s+/);
    const line = markdown.slice(0, found.index).split("\n").length;
    return { language, words, text: text.replaceAll(new RegExp(`^${indent}`, "gm"), ""), line };
  });
}

/** The blocks that are code by four blanks alone: the beginning of each first line. */
export function indentedBlocksOf(markdown: string): string[] {
  return [...withoutFences(markdown).matchAll(/(?:^|\n)\n {4}(\S.*)/g)].map(([, line]) => line!);
}

/** What stands between backticks in the running text. */
export function codeSpansOf(markdown: string): string[] {
  return [...withoutFences(markdown).matchAll(/(?<!`)`([^`]+)`/g)].map(([, code]) => code!.replaceAll(/\s+/g, " "));
}

/** The targets of all links and pictures, as they stand there. */
export function linkTargetsOf(markdown: string): string[] {
  const prose = withoutCode(markdown);
  const inline = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)];
  const named = [...prose.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)];
  const bare = [...prose.matchAll(/<(https?:[^>]+)>/g)];
  return [...inline, ...named, ...bare].map(([, target]) => target!);
}

/** The anchors of all headings, as GitHub makes them. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of withoutFences(markdown).matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const anchor = anchorOf(heading!);
    let name = anchor;
    for (let again = 1; anchors.has(name); again++) name = `${anchor}-${again}`;
    anchors.add(name);
  }
  return anchors;
}

function anchorOf(heading: string): string {
  const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
  return text.replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, "").replaceAll(" ", "-");
}

function withoutFences(markdown: string): string {
  return markdown.replaceAll(/^( *)(```+).*\n[\s\S]*?^ *\2 *$/gm, "");
}

function withoutCode(markdown: string): string {
  return withoutFences(markdown).replaceAll(/`[^`]*`/g, "");
}
