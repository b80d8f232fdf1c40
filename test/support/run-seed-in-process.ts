import type { Timer } from "../../src/ground/index.ts";
import { seedJob, type SeedRunner, stopGraceMs } from "../../src/seeding/index.ts";

/** Runs a seeding as one worker without a thread of its own. */
export const runSeedInProcess: SeedRunner = async ({ input, shareOf, onReports, stop }, clock) => {
  const job = await seedJob({ input, share: shareOf(0, 1), worker: 0, id: "here", clock });
  const startMs = clock.now();
  let second = 0;
  let boundary: Timer;
  const awaitBoundary = () => {
    boundary = clock.after(startMs + (second + 1) * 1000 - clock.now(), () => {
      onReports(second, [job.report(second)]);
      second++;
      awaitBoundary();
    });
  };
  const onStop = () => job.stop(stopGraceMs);
  stop.addEventListener("abort", onStop, { once: true });
  awaitBoundary();
  try {
    await (stop.aborted ? undefined : job.run(startMs));
  } finally {
    boundary!.cancel();
    stop.removeEventListener("abort", onStop);
    onReports(second, [job.report(second)]);
  }
};
