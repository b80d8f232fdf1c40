/** What the page has no use for: bars, splines, joins, axes of calendar time (the page counts seconds of the run), its own legend, and facets. */
const unused: readonly (readonly [RegExp, string])[] = [
  [/\(paths\.bars\s*= bars\);/, ""],
  [/\(paths\.spline\s*= monotoneCubic\);/, ""],
  [/uPlot\.join = join;/, ""],
  [/uPlot\.fmtDate = fmtDate;\s*uPlot\.tzDate\s*= tzDate;/, ""],
  [/const \[ timeIncrs\w+, .* = genTimeStuffs\(.*\);/g, ""],
  [/const _timeAxisSplits = .*;/, ""],
  [/const _timeAxisVals\s*= .*;/, ""],
  [/const _timeSeriesVal\s*= .*;/, ""],
  [/const showLegend\s*= .*;/, "const showLegend = false;"],
  [/const mode = self\.mode;/, "const mode = 1;"],
  [/let isTime = [^;]*\.time;/g, "const isTime = false;"],
];

/** A Vite plugin that lets go of the parts of uPlot that nothing uses, so that the bundler can leave them out. */
export function trimUplot() {
  return {
    name: "trim-uplot",
    transform(code: string, id: string): string | null {
      if (!id.endsWith("uPlot.esm.js")) return null;
      return unused.reduce((text, [found, instead]) => {
        if (!found.test(text))
          throw new Error(`uPlot no longer has ${found}: adapt scripts/trim-uplot.ts to this version`);
        return text.replace(found, instead);
      }, code);
    },
  };
}
