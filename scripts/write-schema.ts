// Writes config.schema.json, the published JSON Schema of config.json.
import { writeFileSync } from "node:fs";
import { configSchemaText } from "../src/dataset/schema.ts";

writeFileSync("config.schema.json", configSchemaText());
