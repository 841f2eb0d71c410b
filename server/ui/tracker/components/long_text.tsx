import { cutText } from "./cut_text.tsx";
import type { Markup } from "./markup.ts";

/** A text in a paragraph or cell; one that is too long begins there and opens. @param most letters that are shown at once */
export function LongText({ text, most = 240 }: { readonly text: string; readonly most?: number }): Markup {
  if (text.length <= most) return <>{text}</>;
  return (
    <details class="long-text">
      <summary>{cutText(text, most - 40)}</summary>
      {text}
    </details>
  );
}
