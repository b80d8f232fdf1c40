/** One named step of a run; steps share a state and run one after the other. */
export interface Step<State> {
  readonly name: string;
  readonly run: (state: State) => void | Promise<void>;
}

/** A step that runs in the end, whatever became of the others, once it is due. */
export interface ClosingStep<State> extends Step<State> {
  readonly isDue: (state: State) => boolean;
}

/**
 * Runs the steps in order; one that throws ends the list. Then all closing steps that are due run, in order. Throws what
 * was thrown first.
 */
export async function runSteps<State>(
  steps: readonly Step<State>[],
  closing: readonly ClosingStep<State>[],
  state: State,
): Promise<void> {
  const thrown: unknown[] = [];
  const keep = (error: unknown) => void thrown.push(error);
  await inOrder(steps, state).catch(keep);
  for (const step of closing) if (step.isDue(state)) await inOrder([step], state).catch(keep);
  if (thrown.length > 0) throw thrown[0];
}

async function inOrder<State>(steps: readonly Step<State>[], state: State): Promise<void> {
  for (const step of steps) await step.run(state);
}
