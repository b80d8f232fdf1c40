import { KitError } from "../ground/index.ts";
import type { RunControl } from "../run/index.ts";
import type { PageWish } from "./run-routes.ts";

export interface SwarmAnswer {
  readonly success: boolean;
  readonly message: string;
  readonly host: string;
  readonly run_time?: string;
  readonly user_classes?: readonly string[];
}

/**
 * Locust's `POST /swarm`: starts a run, or changes the users of the one that is under way. Like Locust it answers 200
 * with `success: false` when it cannot.
 */
export async function swarm(control: RunControl<PageWish>, form: unknown): Promise<SwarmAnswer> {
  const fields = form instanceof URLSearchParams ? form : new URLSearchParams();
  const host = fields.get("host") ?? control.current?.head.host ?? "";
  const problem = problemOf(fields);
  if (problem !== null) return { success: false, message: problem, host };
  try {
    await (isUnderWay(control) ? edit(control, fields) : control.start(wishOf(fields)));
    return { success: true, message: "Swarming started", host, ...echoOf(fields) };
  } catch (error) {
    if (error instanceof KitError) return { success: false, message: error.message, host };
    throw error;
  }
}

function problemOf(fields: URLSearchParams): string | null {
  const [users, rate] = [fields.get("user_count"), fields.get("spawn_rate")];
  if (users === null || rate === null) return "Missing or invalid user_count or spawn_rate from /swarm request";
  if (!/^\d+$/.test(users)) return `Invalid user_count value: '${users}' (must be an integer)`;
  return Number(rate) > 0 ? null : `Invalid spawn_rate value: '${rate}' (must be a number)`;
}

function isUnderWay({ current }: RunControl<PageWish>): boolean {
  return current?.state === "starting" || current?.state === "running";
}

function edit(control: RunControl<PageWish>, fields: URLSearchParams) {
  return control.edit(control.current!.head.id, {
    users: Number(fields.get("user_count")),
    spawnRate: Number(fields.get("spawn_rate")),
  });
}

function wishOf(fields: URLSearchParams): PageWish {
  const [host, runTime] = [fields.get("host"), fields.get("run_time")];
  const types = fields.getAll("user_classes");
  const options = {
    users: fields.get("user_count")!,
    spawnRate: fields.get("spawn_rate")!,
    ...(host ? { host } : {}),
    ...(runTime === null ? {} : { runTime }),
  };
  return types.length === 0 ? { options } : { options, userTypes: types };
}

function echoOf(fields: URLSearchParams): Pick<SwarmAnswer, "run_time" | "user_classes"> {
  const runTime = fields.get("run_time");
  const types = fields.getAll("user_classes");
  return { ...(runTime ? { run_time: runTime } : {}), ...(types.length === 0 ? {} : { user_classes: types }) };
}
