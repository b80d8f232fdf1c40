import { datasetOptions } from "../../dataset/index.ts";
import { dynamodbOptions } from "../../dynamodb/index.ts";
import { shapeOptions } from "../../engine/index.ts";
import { defineOptions, optionType } from "../../ground/index.ts";
import { httpOptions } from "../../http/index.ts";
import { passOptions } from "../../loadtest/index.ts";
import { natsOptions } from "../../swarm/index.ts";
import { tokenOptions } from "../../tokens/index.ts";
import { webServerOptions } from "../../web/index.ts";

const { type, short } = shapeOptions.users;

/** The options of `pickup doctor`: those of the other commands that say where things are. */
export const doctorOptions = defineOptions({
  ...dynamodbOptions,
  host: passOptions.host,
  path: {
    type: optionType.matching(/^\/\S*$/, "must be a path that begins with /"),
    default: "/continuewatchinghistory",
    help: "path of the API that is asked for once, as the first user",
  },
  ...datasetOptions,
  ...tokenOptions,
  ...natsOptions,
  ...httpOptions,
  users: { type, short, help: "virtual users that this machine shall carry, for its limits" },
  webHost: webServerOptions.webHost,
  webPort: webServerOptions.webPort,
  json: { type: optionType.flag, default: false, help: "print the findings as JSON" },
});
