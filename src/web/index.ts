export { formFieldsOf } from "./form-fields.ts";
export { webOptions } from "./options.ts";
export { otlpExportOf } from "./otlp-export.ts";
export type * from "./protocol.ts";
export { RunFeed } from "./run-feed.ts";
export type { PageWish } from "./run-routes.ts";
export { startWebServer, webApp, type WebParts, type WebServer } from "./web-server.ts";
export { type WebSettings, webSettingsOf } from "./web-settings.ts";
