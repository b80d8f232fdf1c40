import type { Generator } from "./measured-run.ts";

/** wrk with one thread: the same request over and over, its answers read and not looked at. */
export function wrkGenerator(address: string, users: number, token: string, threads = 1): Generator {
  return {
    name: "wrk",
    command: [
      "wrk",
      `-t${threads}`,
      `-c${users}`,
      "-d600s",
      "--timeout",
      "60s",
      "-H",
      `Authorization: Bearer ${token}`,
      address,
    ],
    check(output) {
      const errors = /Socket errors: .*|Non-2xx.*/.exec(output);
      if (errors !== null) throw new Error(errors[0]);
    },
  };
}
