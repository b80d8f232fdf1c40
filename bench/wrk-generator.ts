import type { Generator } from "./measured-run.ts";

/** One core for each generator by turns, once V8 has compiled what runs often, on that core as well. */
export const besideWrk = { cores: "0", warmUpMs: 3000, turnMs: 400 };

/**
 * wrk with one thread: the same request over and over, its answers read and not looked at. The long timeout is for a
 * process that is suspended meanwhile.
 */
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
