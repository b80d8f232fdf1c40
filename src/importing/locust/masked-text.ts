import { maskedSecrets } from "../../ground/index.ts";
import { isSecret } from "../secrets.ts";
import { argumentsOf, childrenOf, type Node, type PythonSource } from "./python-source.ts";

const mask = "***";

/**
 * A part of the file as anybody may read it: with `***` in place of each text that stands under the name of a secret, or
 * beside one in a comparison or a call, and of what looks like a secret in other texts and in comments.
 */
export function maskedText(node: Node, source: PythonSource): string {
  let shown = "";
  let at = node.from;
  node.cursor().iterate(({ node: part }) => {
    const isText = part.name === "String" || part.name === "FormatString";
    if (!isText && part.name !== "Comment") return true;
    const text = source.textOf(part);
    shown += source.slice(at, part.from);
    shown += isText ? maskedLiteral(text, isNamedSecret(part, source)) : maskedSecrets(text);
    at = part.to;
    return false;
  });
  return shown + source.slice(at, node.to);
}

function maskedLiteral(literal: string, isNamed: boolean): string {
  const [, open = "", inside = "", close = ""] = /^([a-zA-Z]*(?:"""|'''|"|'))([^]*?)("""|'''|"|')$/.exec(literal) ?? [];
  return open + (isNamed && inside !== "" ? mask : maskedSecrets(inside)) + close;
}

/** True for a text that any of the places in which it stands names as a secret. */
function isNamedSecret(text: Node, source: PythonSource): boolean {
  for (let part = text; part.parent !== null && part.parent.name !== "Body"; part = part.parent) {
    if (namesOf(part, part.parent, source).some((name) => isSecret(name, ""))) return true;
  }
  return false;
}

/** What a place calls the part that stands in it. */
function namesOf(part: Node, place: Node, source: PythonSource): string[] {
  const [sign, before] = [part.prevSibling, part.prevSibling?.prevSibling];
  const named = (sign?.name === "AssignOp" || sign?.name === ":") && before ? wordsIn(before, source) : [];
  switch (place.name) {
    case "ArgList":
      return [...named, ...(sign?.name === "AssignOp" ? [] : besideIt(part, place, source))];
    case "BinaryExpression":
      return besideIt(part, place, source);
    case "AssignStatement":
      return sign === null ? [] : wordsIn(place, source, part.from);
    default:
      return named;
  }
}

/** `compare(password, "…")`, `environ.get("API_KEY", "…")`, `BasicAuth("…", "…")`, `password == "…"`. */
function besideIt(part: Node, place: Node, source: PythonSource): string[] {
  const others = place.name === "ArgList" ? argumentsOf(place, source).plain : childrenOf(place);
  const callee = place.name === "ArgList" ? place.parent?.firstChild : null;
  const words = [...others.filter(({ from }) => from !== part.from), ...(callee ? [callee] : [])];
  return words.flatMap((other) => wordsIn(other, source));
}

/** The names in a part up to a place. */
function wordsIn({ from, to }: Node, source: PythonSource, end = to): string[] {
  return source.slice(from, end).match(/[\w-]+/g) ?? [];
}
