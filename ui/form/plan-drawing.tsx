import { countText, rateFigure } from "../format/figures.ts";
import { durationText } from "../format/times.ts";
import type { FormValues } from "./form-values.ts";
import { planPreview } from "./plan-preview.ts";

const [width, height] = [320, 120];

/** The load that the form asks for, drawn. */
export function PlanDrawing({ values }: { readonly values: FormValues }) {
  const plan = planPreview(values);
  if (plan === null) return <p class="plan help">The load is drawn here once it can be read.</p>;
  const seconds = Math.max(1, plan.corners.at(-1)!.second);
  const peak = Math.max(1, ...plan.corners.map(({ load }) => load));
  const points = plan.corners.map(
    ({ second, load }) => [(second / seconds) * width, height - (load / peak) * (height - 10)] as const,
  );
  const line = points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  const peakText = plan.unit === "users" ? `${countText(peak)} users` : `${rateFigure(peak)} starts/s`;
  const timeText = plan.isOpenEnded ? "until it is stopped" : `over ${durationText(seconds)}`;
  return (
    <figure class="plan">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Up to ${peakText}, ${timeText}`}
      >
        <path d={`${line}L${width} ${height}L0 ${height}Z`} class="plan-area" />
        <path d={line} class="plan-line" vector-effect="non-scaling-stroke" />
      </svg>
      <figcaption>
        <b>{peakText}</b> {timeText}
      </figcaption>
    </figure>
  );
}
