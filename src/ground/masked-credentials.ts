/** A text with `***` in place of the credentials of every address in it: `https://***@api.example.com`. */
export function maskedCredentials(text: string): string {
  return text.replace(/\/\/[^/?#\s]*@/g, "//***@");
}

/** An address with `***` in place of its credentials and of its query, which may be a key: `https://t.test/token?***`. */
export function maskedAddress(address: string): string {
  return maskedCredentials(address).replace(/\?[^#\s"]*/, "?***");
}
