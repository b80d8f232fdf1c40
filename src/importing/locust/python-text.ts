/** What a string literal of Python says; null for one whose bytes or names of characters are not carried over. */
export function textOfLiteral(literal: string): string | null {
  const found = /^([a-zA-Z]*)("""|'''|"|')([\s\S]*)\2$/.exec(literal);
  if (found === null) return null;
  const [, prefix = "", , inside = ""] = found;
  return unescaped(inside, /r/i.test(prefix));
}

const plain: { readonly [escape: string]: string } = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** The text with its escapes read; null for `\N{…}` and for what is no character. */
export function unescaped(text: string, isRaw: boolean): string | null {
  if (isRaw) return text;
  let isKnown = true;
  const read = text.replaceAll(
    /\\(u[\da-fA-F]{4}|U[\da-fA-F]{8}|x[\da-fA-F]{2}|[0-7]{1,3}|[^])/g,
    (whole, escape: string) => {
      if (escape.length > 1 || /[0-7]/.test(escape)) {
        const code = /^[uUx]/.test(escape) ? Number.parseInt(escape.slice(1), 16) : Number.parseInt(escape, 8);
        if (code <= 0x10_ffff) return String.fromCodePoint(code);
        isKnown = false;
      }
      if (escape === "N") isKnown = false;
      return plain[escape] ?? whole;
    },
  );
  return isKnown ? read : null;
}
