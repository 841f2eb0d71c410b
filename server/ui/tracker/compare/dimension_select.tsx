import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import type { Dimension } from "./dimensions.ts";

/** What {@linkcode DimensionSelect} takes. */
export interface DimensionSelectProps {
  /** Of the field. */
  readonly name: string;
  /** Before the field. */
  readonly label: string;
  /** Those to choose from. */
  readonly dimensions: readonly Dimension[];
  /** The one that is chosen. */
  readonly chosen: Dimension | undefined;
  /** What stands for none; there must be one unless told. */
  readonly none?: string;
}

/** So many are offered; those that differ come first. */
const MOST = 500;

/** A choice among params and metrics. */
export function DimensionSelect({ name, label, dimensions, chosen, none }: DimensionSelectProps): Markup {
  const offered = offeredDimensions(dimensions, MOST, chosen === undefined ? [] : [chosen]);
  const group = (kind: Dimension["kind"], title: string) => {
    const found = offered.filter((dimension) => dimension.kind === kind);
    return found.length > 0 && (
      <optgroup label={title}>
        {found.map((dimension) => (
          <option value={dimension.name} selected={dimension === chosen}>
            {cutText(dimension.title, 60)}
          </option>
        ))}
      </optgroup>
    );
  };
  return (
    <label>
      {label}{" "}
      <select name={name}>
        {none !== undefined && <option value="none" selected={chosen === undefined}>{none}</option>}
        {group("param", "Params")}
        {group("metric", "Metrics")}
      </select>
    </label>
  );
}

/** The chosen ones and those that differ before others, at most so many. */
export function offeredDimensions(
  all: readonly Dimension[],
  most: number,
  chosen: readonly Dimension[],
): Dimension[] {
  const rank = (dimension: Dimension) => chosen.includes(dimension) ? 0 : dimension.distinct > 1 ? 1 : 2;
  if (all.length <= most) return [...all];
  return [...all].sort((a, b) => rank(a) - rank(b)).slice(0, most);
}
