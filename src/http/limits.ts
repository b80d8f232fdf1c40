import { httpOptions } from "./options.ts";
import type { ParserLimits } from "./response-parser.ts";

/** No server of good faith sends more; the headers of an answer must not fill the memory of a generator. */
const maxHeadBytes = 65_536;

/** The limits of an answer; the body limit is an option of the kit. */
export function limitsOf(maxBodyBytes: number = httpOptions.maxBody.default): ParserLimits {
  return { maxHeadBytes, maxBodyBytes };
}
