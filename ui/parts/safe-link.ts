/** An address that may be a link: `http` and `https` only; null for anything else, such as `javascript:`. */
export function safeLink(address: string): string | null {
  try {
    const { protocol, href } = new URL(address);
    return protocol === "http:" || protocol === "https:" ? href : null;
  } catch {
    return null;
  }
}
