const partBytes = 32;

/**
 * An ECDSA signature over P-256 as JOSE wants it, r and s side by side (RFC 7518, 3.4), from the DER that OpenSSL makes
 * (SEQUENCE of two INTEGERs, RFC 3279, 2.2.3). Node converts too (`dsaEncoding`), but takes longer over it than over
 * the signature.
 */
export function joseSignatureOf(der: Uint8Array): Buffer {
  const signature = Buffer.alloc(2 * partBytes);
  const firstLength = der[3]!;
  const second = 4 + firstLength;
  place(der.subarray(4, second), signature, partBytes);
  place(der.subarray(second + 2, second + 2 + der[second + 1]!), signature, 2 * partBytes);
  return signature;
}

/** Right-aligned, without the zero that marks an integer as positive. */
function place(integer: Uint8Array, into: Buffer, end: number): void {
  const digits = integer.length > partBytes ? integer.subarray(integer.length - partBytes) : integer;
  into.set(digits, end - digits.length);
}
