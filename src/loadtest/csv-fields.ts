/** The fields of one well-formed CSV record; line ends after it are left out. */
export function csvFieldsOf(record: string): string[] {
  const text = record.replace(/[\r\n]+$/, "");
  const fields: string[] = [];
  for (let at = 0; ; at++) {
    const end = text[at] === '"' ? closingQuote(text, at) + 1 : nextComma(text, at);
    const field = text.slice(at, end);
    fields.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    at = end;
    if (at >= text.length) return fields;
  }
}

function closingQuote(text: string, opening: number): number {
  let at = text.indexOf('"', opening + 1);
  while (text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

function nextComma(text: string, from: number): number {
  const comma = text.indexOf(",", from);
  return comma < 0 ? text.length : comma;
}
