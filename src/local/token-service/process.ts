import { serveStack } from "../serve-stack.ts";
import { startTokenService } from "./token-service.ts";

serveStack(startTokenService);
