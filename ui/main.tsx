import { options, render } from "preact";
import { Live } from "./app/live.tsx";
import { LiveState } from "./app/live-state.ts";
import { ReportPage } from "./app/report-page.tsx";
import { followTheme } from "./design/theme.ts";
import { unpacked } from "./state/unpacked.ts";
import "./design/tokens.css";
import "./design/base.css";
import "./design/controls.css";
import "./design/shell.css";
import "./design/strip.css";
import "./design/tables.css";
import "./design/charts.css";
import "./design/tabs.css";
import "./design/form.css";
import "./design/print.css";

const place = document.getElementById("page")!;
const report = document.getElementById("report-data");

// What is printed must stand there before the event is over.
addEventListener("beforeprint", () => {
  options.debounceRendering = (redraw) => redraw();
});
followTheme();
if (report === null) {
  const state = new LiveState();
  render(<Live state={state} />, place);
  state.start();
} else {
  void unpacked(report.textContent).then((data) => render(<ReportPage data={data} />, place));
}
