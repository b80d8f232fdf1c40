/** Runs a job to its end; `stop`, aborted now or later, has it end within `graceMs`. */
export async function runUntil(
  stop: AbortSignal,
  coordinator: { run(): Promise<void>; stop(graceMs: number): void },
  graceMs: number,
): Promise<void> {
  const onStop = () => coordinator.stop(graceMs);
  stop.addEventListener("abort", onStop, { once: true });
  if (stop.aborted) onStop();
  await coordinator.run();
}
