import { KitError, maskedCredentials } from "../ground/index.ts";

/** The address of a host, apart from the credentials that stood in it. */
export interface HostAddress {
  /** Without user name and password. */
  readonly address: string;
  /** For whoever reads it: the same address, with `***` where there were credentials. */
  readonly shown: string;
  /** The value of an `Authorization` field (Basic, RFC 7617); undefined when the address has no credentials. Secret. */
  readonly authorization: string | undefined;
}

/** Takes the credentials out of `https://user:password@host/path`. A KitError that shows none when they are garbled. */
export function hostAddressOf(text: string): HostAddress {
  const url = new URL(text);
  const { username, password } = url;
  if (username === "" && password === "") return { address: text, shown: text, authorization: undefined };
  return {
    address: text.replace(/^(https?:\/\/)[^/?#]*@/i, "$1"),
    shown: maskedCredentials(text),
    authorization: `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64")}`,
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw new KitError("PICKUP_HTTP_BAD_URL", "the user name or the password in the address is not percent-encoded", {
      hint: "Write each part as encodeURIComponent() gives it: @ as %40, % as %25.",
      cause,
    });
  }
}
