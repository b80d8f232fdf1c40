/**
 * What the page has no use for: bars, splines, joins, axes of calendar time (the page counts seconds of the run), its own
 * legend, facets, bands, changes of its lines, scales that are not linear, time that runs upwards.
 */
const unused: readonly (readonly [RegExp, string])[] = [
  [/\(paths\.bars\s*= bars\);/, ""],
  [/\(paths\.spline\s*= monotoneCubic\);/, ""],
  [/uPlot\.join = join;/, ""],
  [/uPlot\.fmtDate = fmtDate;\s*uPlot\.tzDate\s*= tzDate;/, ""],
  [/uPlot\.assign = assign;\s*uPlot\.fmtNum = fmtNum;\s*uPlot\.rangeNum = rangeNum;/, ""],
  [/uPlot\.rangeLog = rangeLog;\s*uPlot\.rangeAsinh = rangeAsinh;\s*uPlot\.orient\s*= orient;/, ""],
  [/uPlot\.addGap = addGap;\s*uPlot\.clipGaps = clipGaps;/, ""],
  [/const \[ timeIncrs\w+, .* = genTimeStuffs\(.*\);/g, ""],
  [/const _timeAxisSplits = .*;/, ""],
  [/const _timeAxisVals\s*= .*;/, ""],
  [/const _timeSeriesVal\s*= .*;/, ""],
  [/const showLegend\s*= .*;/, "const showLegend = false;"],
  [/\blegend\.live\b/g, "false"],
  [/const mode = self\.mode;/, "const mode = 1;"],
  [/\bmode == 2\b/g, "false"],
  [/\bmode == 1\b/g, "true"],
  [/let isTime = [^;]*\.time;/g, "const isTime = false;"],
  [/\b(?:\w+\.distr|distr|xScaleDistr) == +(?:2|3|4|100)\b/g, "false"],
  [/\b\w+\.distr >= 3\b/g, "false"],
  [/\bscaleX\.distr != 2\b/g, "true"],
  [/\bscaleX\.ori == 1\b/g, "false"],
  [/\bscaleX\.ori == 0\b/g, "true"],
  [/let \[ bandFillDir, bandClipDir \] = bandFillClipDirs\(.*\);/g, "const bandFillDir = 0, bandClipDir = 0;"],
  [/flags != 0 && bands\.forEach\(/, "false && bands.forEach("],
  [/self\.(?:addSeries|delSeries|batch|addBand|setBand|delBand|setLegend|posToIdx) = \w+;/g, ""],
  [/self\.valToIdx = val => .*;/, ""],
  [/bands\.forEach\(b => \{[^}]*\}\);/, ""],
  [/\blegend\.show\b/g, "false"],
  [/\bshowCursor\b(?! =)/g, "true"],
  [/= (?:months|days)\.map\(slice3\);/g, "= [];"],
  [/new Intl\.DateTimeFormat\(\)\.resolvedOptions\(\)\.timeZone/, '""'],
];

/** The rules of the legend and the title, and a font that the page sets itself. */
const unusedRules: readonly (readonly [RegExp, string])[] = [
  [/\.u-(?:legend|inline|series|title)[^{}]*\{[^}]*\}/g, ""],
  [/font-family: [^;]*;/, ""],
];

/** A Vite plugin that lets go of the parts of uPlot that nothing uses, so that the bundler can leave them out. */
export function trimUplot() {
  return {
    name: "trim-uplot",
    enforce: "pre" as const,
    transform(code: string, id: string): string | null {
      if (id.endsWith("uPlot.esm.js")) return without(unused, code);
      return id.endsWith("uPlot.min.css") ? without(unusedRules, code) : null;
    },
  };
}

function without(parts: typeof unused, code: string): string {
  return parts.reduce((text, [found, instead]) => {
    if (text.search(found) < 0)
      throw new Error(`uPlot no longer has ${found}: adapt scripts/trim-uplot.ts to this version`);
    return text.replace(found, instead);
  }, code);
}
