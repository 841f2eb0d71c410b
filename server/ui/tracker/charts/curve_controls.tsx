import type { Markup } from "../components/markup.ts";
import { changedQuery, type CurveOptions, SMOOTHINGS } from "./curve_options.ts";

/** What {@linkcode CurveControls} takes. */
export interface CurveControlsProps {
  /** Those that are in force. */
  readonly options: CurveOptions;
  /** Of the page's URL; what else it says stays. */
  readonly query: URLSearchParams;
  /** The path that the links lead to; the page itself unless told. */
  readonly path?: string;
  /** The id of the part of the page to come back to. */
  readonly anchor: string;
}

/** Links that draw the curves otherwise: along steps or time, on a log axis, smoothed. */
export function CurveControls({ options, query, path = "", anchor }: CurveControlsProps): Markup {
  const to = (changes: Record<string, string | undefined>) =>
    `${path}${changedQuery(query, changes) || "?"}#${anchor}`;
  const { axis, scale, smoothing } = options;
  return (
    <div class="curve-controls">
      <Choice name="Along">
        <Option href={to({ axis: undefined })} chosen={axis === "step"}>step</Option>
        <Option href={to({ axis: "time" })} chosen={axis === "time"}>time</Option>
      </Choice>
      <Choice name="Values">
        <Option href={to({ scale: undefined })} chosen={scale === "linear"}>linear</Option>
        <Option href={to({ scale: "log" })} chosen={scale === "log"}>log</Option>
      </Choice>
      <Choice name="Smoothing">
        {SMOOTHINGS.map((weight) => (
          <Option
            href={to({ smoothing: weight === 0 ? undefined : String(weight) })}
            chosen={smoothing === weight}
          >
            {weight === 0 ? "none" : String(weight)}
          </Option>
        ))}
      </Choice>
    </div>
  );
}

function Choice({ name, children }: { readonly name: string; readonly children?: unknown }) {
  return (
    <span class="choice" role="group" aria-label={name}>
      <span class="quiet">{name}</span>
      {children as Markup}
    </span>
  );
}

function Option(
  { href, chosen, children }: {
    readonly href: string;
    readonly chosen: boolean;
    readonly children?: unknown;
  },
) {
  return <a href={href} aria-current={chosen ? "true" : undefined}>{children as Markup}</a>;
}
