import type { Behaviour, Role, Wait } from "../engine/index.ts";
import { type Clock, type Lease, RandomStream, seedKeyOf } from "../ground/index.ts";
import type { SpareChannels } from "../http/index.ts";
import type { TickRecorder } from "../stats/index.ts";
import type { TokenPool } from "../tokens/index.ts";
import { type EvidenceCollector, type Truth, Verifier, type WriteLedger } from "../verification/index.ts";
import { AnswerVerification } from "./answer-verification.ts";
import { clientOptionsOf } from "./client-options.ts";
import type { Dataset, UserType } from "./define.ts";
import { FirstRequests } from "./first-requests.ts";
import type { Isolation } from "./isolation.ts";
import type { RunLedger } from "./ledger-of.ts";
import type { LoadInput } from "./load-input.ts";
import { randomDomain } from "./random-domain.ts";
import type { AnyLoadTest } from "./test-file.ts";
import { type Surroundings, LoadUser } from "./user.ts";
import { userTypeChoice } from "./user-type-choice.ts";
import { type AnyUser, type PlayedType, playedTypes } from "./user-types.ts";

export interface CastParts {
  readonly input: LoadInput;
  readonly dataset: Dataset<unknown> | null;
  readonly recorder: TickRecorder;
  readonly evidence: EvidenceCollector;
  readonly tokens: TokenPool;
  readonly truth: Truth | null;
  /** Null where nothing is known of the answers. */
  readonly ledger: RunLedger | null;
  /** Null: the walls between users are not probed. */
  readonly isolation: Isolation | null;
  readonly clock: Clock;
  /** Under which the users may send; undefined: no end. */
  readonly lease?: Lease | undefined;
  /** Where users leave their connections for those after them; undefined: each has its own. */
  readonly spares?: SpareChannels | undefined;
}

/** A virtual user with what it does. */
export type PlayedRole = Role<AnyUser> & { readonly performer: LoadUser<unknown, unknown> };

/** Makes, for a user of the dataset, the virtual user that plays it; its place in the run decides its type. */
export function castOf(test: AnyLoadTest, parts: CastParts): (index: number, place?: number) => PlayedRole {
  const { input, dataset, recorder, evidence, tokens, truth, ledger, isolation, clock } = parts;
  const writes = ledger?.writes ?? null;
  const verifier = truth === null ? null : verifierOf(truth, input, writes);
  const surroundings: Surroundings<unknown, unknown> = {
    dataset,
    tokens,
    verification: new AnswerVerification({ verifier, evidence, clock }),
    writes,
    isolation,
    shared: input.shared,
    clock,
    recorder,
    firstRequests: new FirstRequests(),
    events: test.events ?? {},
  };
  const typeOf = userTypeChoice(playedTypes(test, input.tags, input.userTypes, input.writes));
  const seed = seedKeyOf(input.seed);
  const clientOf = clientOptionsOf(input, clock, parts);
  return (index, place = index) => {
    const { type, tasks } = typeOf(place);
    writes?.catchUp();
    const id = dataset?.idOf(index) ?? `user-${index}`;
    const random = new RandomStream(seed, index, randomDomain.users);
    const user = new LoadUser({ index, id, bearer: type.bearer, client: clientOf(type), random }, surroundings);
    return { performer: user, behaviour: behaviourOf(type, tasks, user), random };
  };
}

function verifierOf(truth: Truth, { settings, http }: LoadInput, writes: WriteLedger | null): Verifier {
  const keptBytes = http.keptBodyBytes;
  return new Verifier(truth, settings, writes === null ? { keptBytes } : { keptBytes, ledger: writes });
}

function behaviourOf(type: UserType<AnyUser>, tasks: PlayedType["tasks"], user: LoadUser<unknown, unknown>) {
  const { wait, onStart, onStop } = type;
  const behaviour: Behaviour<AnyUser> = {
    tasks,
    wait: typeof wait === "function" ? ownWait(wait, user) : wait,
    ...(onStart === undefined ? {} : { onStart }),
    ...(onStop === undefined ? {} : { onStop }),
  };
  return behaviour;
}

/** How long a user waits whose own wait threw or gave no number. */
const lostWaitSeconds = 1;

function ownWait(seconds: (user: AnyUser) => number, user: LoadUser<unknown, unknown>): Wait {
  const nextSeconds = () => {
    try {
      const given = seconds(user);
      if (Number.isFinite(given)) return Math.max(0, given);
      throw new RangeError(`the wait of the user type gave ${String(given)}, which is no number of seconds`);
    } catch (error) {
      user.report(error, "wait");
      return lostWaitSeconds;
    }
  };
  return { nextDueMs: (_previousDueMs, nowMs) => nowMs + nextSeconds() * 1000 };
}
