import type { ErrorBody, FieldProblem, FromPage, PageView, ProblemReport, RunAnswer } from "./protocol.ts";

/** The server would not do it; `problems` say which field of the form is meant. */
export class Refusal extends Error {
  readonly report: ProblemReport;
  readonly problems: readonly FieldProblem[];
  readonly status: number;

  constructor(status: number, { error, problems }: Pick<ErrorBody, "error" | "problems">) {
    super(error.message);
    this.status = status;
    this.report = error;
    this.problems = problems;
  }
}

/** Asks the server for something. Throws {@link Refusal}. */
export async function ask<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return (await answerOf(() => fetch(path, signal ? { signal } : {}))) as Answer;
}

/** What the page shows before and around a run. */
export function askPage(): Promise<PageView> {
  return ask("api/page");
}

/** Without the version, which is added here. */
export type Request = FromPage extends infer One ? (One extends FromPage ? Omit<One, "version"> : never) : never;

/** Starts, changes, stops or resets a run. Throws {@link Refusal}. */
export async function send(request: Request): Promise<RunAnswer> {
  const answer = await answerOf(() =>
    fetch(`api/run/${request.type}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ version: 1, ...request }),
    }),
  );
  return answer as RunAnswer;
}

const unreachable: ProblemReport = {
  code: "PICKUP_PAGE_UNREACHABLE",
  message: "The server of this page does not answer.",
  hint: "Is `pickup load` still running?",
};

async function answerOf(asked: () => Promise<Response>): Promise<unknown> {
  let response: Response;
  try {
    response = await asked();
  } catch (error) {
    if ((error as Error).name === "AbortError") throw error;
    throw new Refusal(0, { error: unreachable, problems: [] });
  }
  if (response.status === 401) location.assign("/");
  if (response.ok) return response.json();
  const body = (await response.json().catch(() => null)) as unknown;
  throw new Refusal(response.status, isErrorBody(body) ? body : { error: strange(response.status), problems: [] });
}

function isErrorBody(body: unknown): body is ErrorBody {
  return typeof body === "object" && body !== null && "error" in body && "problems" in body;
}

function strange(status: number): ProblemReport {
  return { code: "PICKUP_PAGE_REFUSED", message: `The server answered with status ${status}.`, hint: null };
}
