import { defineOptions, optionType } from "../ground/index.ts";
import { databaseStores } from "./database/database-store.ts";

const port = optionType.integer(0, 65_535);

/** How the embedded stack is set up. */
export const localOptions = defineOptions({
  dynamodbPort: { type: port, default: 0, help: "port of the embedded DynamoDB; 0: a free one" },
  tokensPort: { type: port, default: 0, help: "port of the embedded token service; 0: a free one" },
  apiPort: { type: port, default: 0, help: "port of the embedded pickup-api; 0: a free one" },
  store: {
    type: optionType.choice(databaseStores),
    default: "dynalite",
    help: "what plays DynamoDB: dynalite, or a quicker one of our own, for volume, in memory",
  },
  data: { type: optionType.path, help: "folder that keeps dynalite's items (default: in memory)" },
  productCode: { type: optionType.text, default: "hboMax", help: "product whose profiles the embedded API serves" },
  tokenLifetime: {
    type: optionType.durationFrom(1000),
    default: 3_600_000,
    help: "life of an embedded token service's token",
  },
  tokenKeyRotation: {
    type: optionType.durationFrom(1000),
    help: "how often the embedded token service signs with a new key (default: never)",
  },
  faults: { type: optionType.path, help: "JSON file of faults that proxies in front of the services play" },
  visibleAfter: {
    type: optionType.duration,
    default: 0,
    help: "the embedded API acknowledges a marker at once and stores it so much later (default: stores it first)",
  },
  writeLog: { type: optionType.path, help: "file to which the embedded API adds a JSON line per written marker" },
  crashAfterWrites: {
    type: optionType.integer(1),
    help: "the embedded API is killed after it acknowledged its so manieth marker, before it stores it",
  },
  lies: { type: optionType.path, help: "JSON file of lies that the embedded API tells" },
  liesLog: {
    type: optionType.path,
    default: "lies.jsonl",
    help: "file to which an API that lies adds a JSON line per lie",
  },
  accessLog: { type: optionType.path, help: "file to which the embedded API adds a JSON line per request" },
});
