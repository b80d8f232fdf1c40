import { type LoadPlan, withRateFrom, withUsersFrom } from "../engine/index.ts";
import { formatCount, KitError, type OptionProblem, plural } from "../ground/index.ts";
import type { RunHead } from "../results/index.ts";

/** Another load for a run that is under way; what is left out stays. */
export interface LoadEdit {
  readonly users?: number;
  /** Users started or stopped per second from now on; default: that of the start. */
  readonly spawnRate?: number;
  /** Starts per second. */
  readonly arrivalRate?: number;
}

export interface EditedLoad {
  readonly plan: LoadPlan;
  /** Since the start of the run. */
  readonly atMs: number;
  readonly editable: RunHead["editable"];
  /** Of the dataset; Infinity without one. */
  readonly mostUsers: number;
  readonly spawnRate: number;
}

/**
 * The plan as the edit wants it from now on, and the edit in words. Throws `PICKUP_EDIT_REFUSED` (exit code 2) with all
 * problems at once.
 */
export function editedPlan(edit: LoadEdit, load: EditedLoad): { plan: LoadPlan; text: string } {
  const problems = problemsOf(edit, load);
  if (problems.length > 0) {
    throw new KitError("PICKUP_EDIT_REFUSED", problems.map(({ message }) => message).join("\n"), {
      hint: "Change what can be changed, while the run is under way.",
      problems,
    });
  }
  const { plan, atMs } = load;
  if (plan.kind === "users" && edit.users !== undefined) {
    const { users, spawnRate = load.spawnRate } = edit;
    return {
      plan: withUsersFrom(plan, atMs, users, spawnRate),
      text: `${plural(users, "user")}, ${spawnRate} per second`,
    };
  }
  if (plan.kind === "arrivals" && edit.arrivalRate !== undefined) {
    const { arrivalRate } = edit;
    return { plan: withRateFrom(plan, atMs, arrivalRate), text: `${formatCount(arrivalRate)} starts per second` };
  }
  return { plan, text: "nothing changed" };
}

function problemsOf(edit: LoadEdit, { editable, mostUsers }: EditedLoad): OptionProblem[] {
  if (editable === "nothing") return [{ option: null, message: "the load of this run cannot be changed now" }];
  const { users, spawnRate, arrivalRate } = edit;
  const problems: OptionProblem[] = [];
  const refuse = (option: string, message: string) => void problems.push({ option, message });
  if (editable === "users" && arrivalRate !== undefined)
    refuse("arrivalRate", "this run has users, not an arrival rate");
  if (editable === "arrival-rate" && users !== undefined) refuse("users", "this run has an arrival rate");
  if (users !== undefined && !(Number.isSafeInteger(users) && users >= 0)) refuse("users", "must be a whole number");
  if (users !== undefined && users > mostUsers)
    refuse("users", `the dataset has ${plural(mostUsers, "user")}, and no two virtual users may share one`);
  if (spawnRate !== undefined && !(Number.isFinite(spawnRate) && spawnRate > 0))
    refuse("spawnRate", "must be a number above 0");
  if (arrivalRate !== undefined && !(Number.isFinite(arrivalRate) && arrivalRate >= 0))
    refuse("arrivalRate", "must be a number of at least 0");
  return problems;
}
