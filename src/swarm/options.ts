import { defineOptions, optionType } from "../ground/index.ts";

/** Who does the work. */
export const swarmOptions = defineOptions({
  workers: { type: optionType.integer(1, 1024), help: "most worker threads to use (default: one per core)" },
});

/** The NATS server that joins several machines. */
export const natsOptions = defineOptions({
  nats: {
    type: optionType.text,
    help: "the NATS server with JetStream that joins several machines: nats://user:password@host:4222",
    secret: true,
  },
  natsCreds: { type: optionType.text, help: "file with the credentials of the NATS account (.creds)" },
  natsCa: { type: optionType.text, help: "certificates (PEM) that the NATS server's TLS certificate must come from" },
});

/** How a coordinator gathers machines. */
export const gatherOptions = defineOptions({
  expectWorkers: {
    type: optionType.integer(1, 10_000),
    default: 1,
    help: "with --nats: machines to wait for before the load begins; more may join later",
  },
  resume: {
    type: optionType.text,
    help: "with --nats: go on with the run of this id, whose coordinator ended; the test is the one it began with",
  },
  natsMaxBytes: {
    type: optionType.integer(1),
    default: 1024 ** 3,
    help: "with --nats: bytes that the messages of the run may take on the NATS server",
  },
});
