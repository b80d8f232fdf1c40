import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { KitError, systemCodeOf } from "../../ground/index.ts";

/** One answered request. */
export interface Access {
  /** ISO 8601 with milliseconds. */
  readonly time: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** The verified subject of the token; null when there was none. */
  readonly sub: string | null;
}

export interface AccessLog {
  write(access: Access): void;
  close(): Promise<void>;
}

/** Adds accesses to a file as JSON lines. Throws `PICKUP_ACCESS_LOG_UNUSABLE` (exit code 2). */
export async function openAccessLog(path: string): Promise<AccessLog> {
  const stream = createWriteStream(path, { flags: "a" });
  await once(stream, "open").catch((cause: unknown) => {
    throw new KitError(
      "PICKUP_ACCESS_LOG_UNUSABLE",
      `the access log ${path} cannot be written: ${systemCodeOf(cause)}`,
      {
        hint: "Name a file in a folder that exists and can be written.",
        cause,
      },
    );
  });
  return {
    write: (access) => void stream.write(`${JSON.stringify(access)}\n`),
    close: () => new Promise((resolve) => stream.end(resolve)),
  };
}
