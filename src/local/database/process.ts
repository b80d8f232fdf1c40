// The entry of the embedded DynamoDB's own process.
import { serveStack } from "../serve-stack.ts";
import { startDatabase } from "./database.ts";

serveStack(startDatabase);
