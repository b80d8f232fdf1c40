import { parseDurationSeconds } from "../format/times.ts";
import { isOfOtherShape } from "./load-shape.ts";
import type { FormValues } from "./form-values.ts";

/** The load that the form asks for, as corners of a line. */
export interface PlanPreview {
  readonly unit: "users" | "starts/s";
  readonly corners: readonly { readonly second: number; readonly load: number }[];
  /** True: it goes on until it is stopped. */
  readonly isOpenEnded: boolean;
}

/** What the entered load looks like; null where it cannot be read (the server will say why). */
export function planPreview(values: FormValues): PlanPreview | null {
  const text = (key: string) => (isOfOtherShape(key, values.shape) ? "" : String(values.fields[key] ?? "").trim());
  const runSeconds = parseDurationSeconds(String(values.fields.runTime ?? "")) ?? null;
  if (values.shape === "users") return rampPreview(Number(text("users")), Number(text("spawnRate")), runSeconds);
  if (values.shape === "stages") return cut(stagesPreview(text("stages"), "users"), runSeconds);
  if (values.shape === "arrivalStages") return cut(stagesPreview(text("arrivalStages"), "starts/s"), runSeconds);
  if (values.shape === "steps")
    return cut(stepsPreview(text("steps"), parseDurationSeconds(text("stepTime")) ?? 30), runSeconds);
  const rate = rateOf(text("arrivalRate"));
  return rate === null ? null : level(rate, runSeconds);
}

function rampPreview(users: number, spawnRate: number, runSeconds: number | null): PlanPreview | null {
  if (!(users > 0) || !(spawnRate > 0)) return null;
  const rampSeconds = users / spawnRate;
  const end = runSeconds ?? Math.max(rampSeconds * 1.6, rampSeconds + 10);
  const corners = [
    { second: 0, load: 0 },
    { second: rampSeconds, load: users },
    { second: Math.max(end, rampSeconds), load: users },
  ];
  return cut({ unit: "users", corners, isOpenEnded: runSeconds === null }, runSeconds);
}

function level(rate: number, runSeconds: number | null): PlanPreview {
  const end = runSeconds ?? 60;
  return {
    unit: "starts/s",
    corners: [
      { second: 0, load: rate },
      { second: end, load: rate },
    ],
    isOpenEnded: runSeconds === null,
  };
}

function stagesPreview(text: string, unit: PlanPreview["unit"]): PlanPreview | null {
  const parts = text.split(",").map((part) => part.trim());
  const loadOf = (word: string) => (unit === "users" ? numberOf(word) : rateOf(word));
  const corners: { second: number; load: number }[] = [{ second: 0, load: 0 }];
  for (const [place, part] of parts.entries()) {
    const [duration, target] = part.split(":");
    const leading = place === 0 && target === undefined ? loadOf(duration!) : null;
    const seconds = parseDurationSeconds(duration!);
    const load = target === undefined ? null : loadOf(target);
    if (leading !== null) corners[0] = { second: 0, load: leading };
    else if (seconds === undefined || load === null) return null;
    else corners.push({ second: corners.at(-1)!.second + seconds, load });
  }
  return corners.length < 2 ? null : { unit, corners, isOpenEnded: false };
}

function stepsPreview(text: string, stepSeconds: number): PlanPreview | null {
  const isRate = text.includes("/");
  const loads = text.split(",").map((part) => (isRate ? rateOf(part) : numberOf(part)));
  if (text === "" || loads.includes(null)) return null;
  const corners = loads.flatMap((load, step) => [
    { second: step * stepSeconds, load: load! },
    { second: (step + 1) * stepSeconds, load: load! },
  ]);
  return { unit: isRate ? "starts/s" : "users", corners, isOpenEnded: false };
}

/** Nothing happens after the run time. */
function cut(plan: PlanPreview | null, runSeconds: number | null): PlanPreview | null {
  if (plan === null || runSeconds === null || runSeconds <= 0) return plan;
  const { corners } = plan;
  const after = corners.findIndex(({ second }) => second > runSeconds);
  if (after < 1) return plan;
  const [from, to] = [corners[after - 1]!, corners[after]!];
  const share = (runSeconds - from.second) / (to.second - from.second);
  const end = { second: runSeconds, load: from.load + share * (to.load - from.load) };
  return { ...plan, corners: [...corners.slice(0, after), end] };
}

function numberOf(word: string): number | null {
  return /^\d+$/.test(word.trim()) ? Number(word) : null;
}

const secondsOf: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3600 };

function rateOf(word: string): number | null {
  const found = /^(\d+(?:\.\d+)?)\/(s|m|h)$/.exec(word.trim());
  return found === null ? null : Number(found[1]) / secondsOf[found[2]!]!;
}
