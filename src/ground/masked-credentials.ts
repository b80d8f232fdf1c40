/** A text with `***` in place of the credentials of every address in it: `https://***@api.example.com`. */
export function maskedCredentials(text: string): string {
  return text.replace(/\/\/[^/?#\s]*@/g, "//***@");
}
