import type { Comparison, RunView } from "./run-view.ts";

/**
 * What stands in `report.html`, in `<script type="application/gzip" id="report-data">` as base64 of the gzip of its JSON,
 * a sixth of the size and with nothing in it that HTML could take for its own: the page finds it, unpacks it with
 * `DecompressionStream("gzip")` and reads it instead of asking a server.
 */
export type ReportData =
  | { readonly version: 1; readonly kind: "run"; readonly view: RunView }
  | {
      readonly version: 1;
      readonly kind: "comparison";
      readonly comparison: Comparison;
      readonly a: RunView;
      readonly b: RunView;
    };
