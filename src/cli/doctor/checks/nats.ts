import { loadNats, shownNats } from "../../../swarm/index.ts";
import type { Check } from "../check.ts";
import { ok, skipped } from "../finding.ts";

/** The NATS server that joins machines, and its JetStream. */
export const natsCheck: Check = {
  name: "NATS",
  async run(patient) {
    const settings = await patient.nats();
    if (settings === null) return skipped("no server is named", "For several machines: --nats nats://host:4222.");
    const { connectHub } = await loadNats();
    const { connection } = await connectHub(settings, "pickup doctor");
    try {
      return ok(`${shownNats(settings)} answers in ${await connection.rtt()} ms, with JetStream`);
    } finally {
      await connection.close();
    }
  },
};
