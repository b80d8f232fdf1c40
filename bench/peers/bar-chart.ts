export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly isOurs: boolean;
}

const [width, nameWidth, valueWidth, rowHeight, top] = [720, 160, 90, 28, 44];

/** Horizontal bars from 0 as an SVG that is readable on light and dark pages. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ value }) => value));
  const scale = (width - nameWidth - valueWidth) / most;
  const rows = bars.map(({ name, value, isOurs }, index) => {
    const y = top + index * rowHeight;
    const length = (value * scale).toFixed(1);
    return [
      `<text x="${nameWidth - 8}" y="${y + 14}" text-anchor="end"${isOurs ? ' font-weight="bold"' : ""}>${name}</text>`,
      `<rect x="${nameWidth}" y="${y}" width="${length}" height="20" fill="${isOurs ? "#d9480f" : "#868e96"}"/>`,
      `<text x="${(nameWidth + value * scale + 6).toFixed(1)}" y="${y + 14}">${Math.round(value).toLocaleString("en")}</text>`,
    ].join("\n    ");
  });
  const height = top + bars.length * rowHeight + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
  <style>text { font: 13px system-ui, sans-serif; fill: #868e96 }</style>
  <g>
    <text x="${nameWidth}" y="24" font-weight="bold">${title}</text>
    ${rows.join("\n    ")}
  </g>
</svg>
`;
}
