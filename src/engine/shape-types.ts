import type { optionType } from "../ground/index.ts";
import {
  parseRamp,
  parseRate,
  parseSpike,
  parseSteps,
  parseUsers,
  type Ramp,
  type Spike,
  type Steps,
} from "./shape-texts.ts";

type ShapeType<Value> = optionType.OptionType<Value, string>;

/** Starts per second. */
export const rateType = shapeType("rate", "RATE", (text) => above0(parseRate(text)), "a rate such as 500/s or 30/m");

/** Users over time. */
export const stagesType: ShapeType<Ramp> = shapeType(
  "stages",
  "STAGES",
  (text) => parseRamp(text, parseUsers),
  "stages such as 30s:100,5m:100,30s:0",
);

/** Starts per second over time. */
export const rateStagesType: ShapeType<Ramp> = shapeType(
  "rate stages",
  "STAGES",
  (text) => parseRamp(text, parseRate),
  "stages of rates such as 30s:100/s,1m:500/s",
);

/** Levels of users or of starts per second, one after the other. */
export const stepsType: ShapeType<Steps> = shapeType(
  "steps",
  "STEPS",
  parseSteps,
  "numbers of users such as 100,200,400, or rates such as 100/s,200/s, all above 0",
);

/** Another level for a while. */
export const spikeType: ShapeType<Spike> = shapeType(
  "spike",
  "SPIKE",
  parseSpike,
  "users or a rate, a start and a length such as 500@30s+10s or 500/s@30s+10s",
);

function shapeType<Value>(
  name: string,
  placeholder: string,
  parse: (text: string) => Value | undefined,
  form: string,
): ShapeType<Value> {
  const problem = { problem: `must be ${form}` };
  const ofText = (text: string) => parse(text) ?? problem;
  return {
    name,
    placeholder,
    repeatable: false,
    ofText,
    ofInput: (input) => (typeof input === "string" ? ofText(input) : problem),
  };
}

function above0(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}
