/** One named step of a run; steps share a state and run one after the other. */
export interface Step<State> {
  readonly name: string;
  readonly run: (state: State) => void | Promise<void>;
}

/**
 * Runs the steps in order. A step that throws ends the list; whatever happened, `conclude` runs last once `opened` says
 * that there is something to conclude. Throws what the step threw, else what `conclude` threw.
 */
export async function runSteps<State>(
  steps: readonly Step<State>[],
  conclude: Step<State> & { readonly opened: (state: State) => boolean },
  state: State,
): Promise<void> {
  try {
    for (const step of steps) await step.run(state);
  } finally {
    if (conclude.opened(state)) await conclude.run(state);
  }
}
