/** Long texts with commas between them. They are not copied here, but once, when the whole is sent. */
export function commaSeparated(texts: readonly string[]): string {
  return texts.length === 0 ? "" : texts.reduce((all, text) => `${all},${text}`);
}
