/** The types of the page's world: what the server says, and what a run is. Nothing else of the kit is known here. */
export type * from "../../src/web/protocol.ts";
export type * from "../../src/results/report-data.ts";
export type * from "../../src/results/run-history-view.ts";
export type * from "../../src/results/run-view.ts";
