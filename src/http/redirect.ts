/** Why a redirect was not followed; such an answer is an `http-error`. */
export const tooManyRedirects = "PICKUP_HTTP_TOO_MANY_REDIRECTS";
export const badRedirect = "PICKUP_HTTP_BAD_REDIRECT";
export const redirectNotAllowed = "PICKUP_HTTP_REDIRECT_NOT_ALLOWED";

/** Where an answer sends the client, and how it must ask there. */
export interface Redirect {
  readonly url: URL;
  readonly method: string;
  readonly keepsBody: boolean;
}

/** True for the statuses that send the client elsewhere. */
export function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/**
 * The next request after a redirect from `from` (RFC 9110, section 15.4): 303 becomes a GET, 301 and 302 turn a POST
 * into one as every browser does, 307 and 308 change nothing. Null when the location is no http or https address.
 */
export function redirectOf(status: number, method: string, location: string, from: string): Redirect | null {
  const url = URL.parse(location, from);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return null;
  if (url.username !== "" || url.password !== "") return null;
  const becomesGet =
    (status === 303 && method !== "HEAD" && method !== "GET") ||
    ((status === 301 || status === 302) && method === "POST");
  return { url, method: becomesGet ? "GET" : method, keepsBody: !becomesGet };
}
