import { KitError, plural } from "../../ground/index.ts";
import type { ImportChoices, Reading } from "../reading.ts";
import { isMethod, type Remark, type Step, type TaskPlan, type WaitPlan } from "../scenario.ts";
import { hintOfSecrets, SecretVariables } from "../secrets.ts";
import { field, quoted } from "../writing/literals.ts";
import { camelCase, Names } from "../writing/names.ts";
import { requestCode } from "../writing/request.ts";
import { type Burst, burstsOf } from "./bursts.ts";
import { operationOf } from "./graphql.ts";
import { entriesOf } from "./har.ts";
import { keptHeaders, secretHeaders, sharedHeaders } from "./kept-headers.ts";
import { recordedBody } from "./recorded-body.ts";
import { foldedPath, pathCode } from "./recorded-path.ts";
import { type RecordedRequest, type Sifted, siftedRequests } from "./recorded-requests.ts";

/**
 * A recording in the HAR format as a scenario: one user who does the same in the same order, with the same pauses.
 * Throws `PICKUP_RECORDING_INVALID`, and `PICKUP_RECORDING_EMPTY` when nothing in it is worth repeating.
 */
export function readRecording(text: string, source: string, choices: ImportChoices): Reading {
  const sifted = siftedRequests(entriesOf(text, source), choices.origins, choices.keepsAssets);
  if (sifted.requests.length === 0) throw nothingLeft(source, sifted);
  return new RecordingReader(source, sifted, choices).reading();
}

class RecordingReader {
  readonly #source: string;
  readonly #sifted: Sifted;
  readonly #host: string | undefined;
  readonly #secrets = new SecretVariables();
  readonly #shared: ReadonlyMap<string, string>;
  readonly #remarks: Remark[] = [];

  constructor(source: string, sifted: Sifted, { host }: ImportChoices) {
    this.#source = source;
    this.#sifted = sifted;
    this.#host = host;
    this.#shared = sharedHeaders(sifted.requests.map(keptHeaders));
  }

  reading(): Reading {
    const { requests, origin } = this.#sifted;
    const bursts = burstsOf(requests);
    const names = new Names();
    const tasks = bursts.map((burst) => this.#task(burst, names));
    const [only] = tasks;
    const secret = new Set(requests.flatMap(secretHeaders));
    const user = {
      name: "visitor",
      weight: null,
      fixedCount: null,
      wait: waitAfter(bursts),
      bearer: secret.has("authorization") ? ownToken : null,
      keepsCookies: secret.has("cookie"),
      headers: [...this.#shared].map(([name, value]) => field(name, quoted(value))),
      onStart: [],
      onStop: [],
      tasks: tasks.length === 1 ? [only!] : [inSequence(tasks)],
      remarks: [],
    };
    const host = this.#host ?? origin;
    const scenario = {
      source: this.#source,
      host,
      constants: [],
      helpers: [],
      users: [user],
      remarks: [],
      keepsValues: false,
    };
    return { scenario, remarks: this.#remarks, hints: [...hintsOf(this.#sifted), ...this.#secretHints(secret)] };
  }

  #task({ requests, pauseSeconds }: Burst, names: Names): TaskPlan {
    const variables = new Names();
    const steps = requests.flatMap((request) => this.#steps(request, variables));
    const pause: Step[] = pauseSeconds === 0 ? [] : [{ kind: "pause", seconds: String(pauseSeconds) }];
    return { name: names.take(nameOf(requests[0]!)), weight: 1, tags: [], remarks: [], does: [...steps, ...pause] };
  }

  #steps(request: RecordedRequest, variables: Names): Step[] {
    const { entry, url } = request;
    const method = request.method.toLowerCase();
    const place = `${request.method} ${url.origin}${foldedPath(url.pathname)}`;
    if (!isMethod(method)) return [this.#notCarriedOver(place)];
    const { contentType, value, problem, ...body } = recordedBody(entry.request.postData, this.#secrets);
    const own = [...keptHeaders(request)].filter(([name]) => !this.#shared.has(name));
    const headers = contentType === null ? own : [...own, ["content-type", contentType] as const];
    const code = requestCode({
      method,
      path: pathCode(url, this.#secrets, url.origin !== this.#sifted.origin),
      name: this.#endpointName(url, operationOf(value)),
      headers: headers.map(([name, text]) => field(name, quoted(text))),
      ...body,
    });
    const left = problem === undefined ? [] : [this.#notCarriedOver(`${problem} of ${place}`)];
    return [...left, ...withStatus(code, entry.response.status, variables)];
  }

  /** Undefined when the path says it as well. */
  #endpointName({ origin, pathname, search }: URL, operation: string | null): string | undefined {
    const place = origin === this.#sifted.origin ? "" : origin;
    const path = `${place}${foldedPath(pathname)}`;
    const name = operation === null || operation === "" ? path : `${path} ${operation}`;
    return name === `${place}${pathname}` && search === "" ? undefined : quoted(name);
  }

  #notCarriedOver(what: string): Step {
    const remark = { line: null, message: `not carried over: ${what}`, original: [] };
    this.#remarks.push(remark);
    return { kind: "remark", remark };
  }

  #secretHints(headers: ReadonlySet<string>): string[] {
    const others = [...headers].filter((name) => name !== "authorization" && name !== "cookie");
    return [
      ...(headers.has("authorization") ? ["authorization: not copied; each user asks with a token of its own"] : []),
      ...(headers.has("cookie") ? ["cookies: not copied; each user keeps those it is given"] : []),
      ...(others.length === 0 ? [] : [`headers not copied, because they may be secret: ${others.join(", ")}`]),
      ...hintOfSecrets(this.#secrets),
    ];
  }
}

const ownToken = {
  token: "user.token()",
  note: "The token is no part of the recording: --token-url, --sign-with or --tokens say where tokens come from.",
};

/** What was refused when it was recorded is no failure of the load test. */
function withStatus(code: ReturnType<typeof requestCode>, status: number, variables: Names): Step[] {
  if (status < 400) return [{ kind: "code", code }];
  const answer = variables.take("answer");
  return [
    { kind: "code", code: [`const ${answer} = `, code] },
    { kind: "code", code: `if (${answer}.status === ${status}) ${answer}.ok()` },
  ];
}

function inSequence(tasks: readonly TaskPlan[]): TaskPlan {
  return { name: "recording", weight: 1, tags: [], remarks: [], does: { order: "sequence", tasks } };
}

/** The recorded pauses stand in the tasks; without any, a person's. */
function waitAfter(bursts: readonly Burst[]): WaitPlan {
  return bursts.length === 1 ? { by: "between", numbers: ["1", "5"] } : { by: "constant", numbers: ["0"] };
}

function nameOf({ entry, method, url }: RecordedRequest): string {
  const operation = operationOf(recordedBody(entry.request.postData, new SecretVariables()).value);
  return camelCase(operation || `${method} ${url.pathname === "/" ? "root" : foldedPath(url.pathname)}`, "task");
}

function hintsOf({ assets, others, elsewhere }: Sifted): string[] {
  const origins = [...elsewhere].map(([origin, count]) => `${origin} (${count})`);
  return [
    ...(assets === 0 ? [] : [`left out: ${plural(assets, "static asset")} (--assets keeps them)`]),
    ...(others === 0 ? [] : [`left out: ${plural(others, "preflight, socket or unanswered request")}`]),
    ...(origins.length === 0 ? [] : [`left out: other origins, kept by --origin URL: ${origins.join(", ")}`]),
  ];
}

function nothingLeft(source: string, sifted: Sifted): KitError {
  const why = hintsOf(sifted);
  return new KitError(
    "PICKUP_RECORDING_EMPTY",
    `${source} has no request to repeat${why.map((line) => `\n  ${line}`).join("")}`,
    {
      hint: "Record what the load test should do, or keep more with --assets or --origin URL.",
    },
  );
}
