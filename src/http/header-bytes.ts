/** 1 for every byte that RFC 9110 allows in a header name (a token). */
export const nameBytes = tableOf((byte) => /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(String.fromCharCode(byte)));

/** 1 for every byte allowed in a header value or a reason phrase: tab, space, visible ASCII and 0x80 to 0xff. */
export const valueBytes = tableOf((byte) => byte === 0x09 || (byte >= 0x20 && byte !== 0x7f));

export const carriageReturn = 0x0d;
export const lineFeed = 0x0a;
export const space = 0x20;
export const tab = 0x09;
export const colon = 0x3a;
export const semicolon = 0x3b;

function tableOf(allows: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (allows(byte) ? 1 : 0));
}
