// What is looked at before a run begins, so that it fails in one clear line and not in every user.
import { peakUsersOf } from "../engine/index.ts";
import { KitError, plural } from "../ground/index.ts";
import { truthOf } from "../loadtest/index.ts";
import { tokenSource } from "../tokens/index.ts";
import { requireSomethingOwed } from "../verification/index.ts";
import type { LoadConditions, LoadOrder } from "./load-run.ts";
import { requireReachableApi } from "./reachable-api.ts";

interface Ordered {
  readonly order: LoadOrder;
  readonly conditions: Pick<LoadConditions, "clock">;
}

/** Throws `PICKUP_TOO_FEW_USERS` (exit code 2) when the order wants more users than its dataset has. */
export function requireEnoughUsers({ order }: Pick<Ordered, "order">): void {
  const wanted = order.max?.users ?? peakUsersOf(order.plan);
  const held = order.dataset?.users ?? Number.POSITIVE_INFINITY;
  if (wanted <= held) return;
  throw new KitError(
    "PICKUP_TOO_FEW_USERS",
    `${plural(wanted, "virtual user")} wanted, but the dataset has ${plural(held, "user")}, and no two may share one`,
    {
      problems: [{ option: "users", message: `the dataset has ${plural(held, "user")}, and no two may share one` }],
      hint:
        order.input.config === null
          ? "Use fewer --users, or let the dataset of the test file have more."
          : `Use --users ${held} or fewer, or make a larger config: pickup config ${wanted}.`,
    },
  );
}

/** Throws when the dataset owes nobody an answer, so that nothing could be found wrong. */
export function requireExpectation({ order, conditions }: Ordered): void {
  const truth = truthOf(order.test, order.input);
  if (truth !== null) requireSomethingOwed(truth, order.input.settings, conditions.clock.wallNow());
}

/** Throws when the API cannot be connected to (exit code 5). */
export function reachApi({ order, conditions }: Ordered): Promise<void> {
  return requireReachableApi(order.input.host, order.input.http, conditions.clock);
}

/** A dead token service or wrong credentials show here, in one line, and not as a run of failing users. */
export async function askForToken({ order, conditions }: Ordered): Promise<void> {
  return askForTokenOf(0, { order, conditions });
}

/** As {@link askForToken}, for one user by its index. */
export async function askForTokenOf(user: number, { order, conditions }: Ordered): Promise<void> {
  const { tokens, http } = order.input;
  const needed = Object.values(order.test.users).some(({ bearer }) => bearer !== undefined);
  if (tokens.kind === "none" || !needed) return;
  const source = tokenSource(tokens, conditions.clock, http);
  try {
    await source.fetch(order.dataset?.idOf(user) ?? `user-${user}`);
  } finally {
    source.close?.();
  }
}
