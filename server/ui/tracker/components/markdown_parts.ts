/** A part of a line. */
export type MarkdownSpan =
  | { readonly kind: "text" | "code" | "strong" | "emphasis"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string };

/** A part of a text. */
export type MarkdownBlock =
  | { readonly kind: "paragraph" | "heading" | "quote"; readonly spans: readonly MarkdownSpan[] }
  | { readonly kind: "code"; readonly text: string }
  | {
    readonly kind: "list";
    readonly ordered: boolean;
    readonly items: readonly (readonly MarkdownSpan[])[];
  };

const LIST_ITEM = /^ {0,3}(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;

/**
 * The parts of Markdown that people write notes in: paragraphs, headings, lists, quotes, code, emphasis and links to the web.
 * Whatever else it has, HTML too, is text; pictures stay links. Takes time in proportion to the text, whatever it is.
 */
export function markdownBlocks(text: string): MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [];
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  for (let i = 0; i < lines.length;) {
    const from = i, line = lines[i];
    const until = (goesOn: (line: string) => boolean) => {
      while (i < lines.length && goesOn(lines[i])) i++;
      return lines.slice(from, i);
    };
    if (line.trim() === "") i++;
    else if (isFence(line)) {
      i++;
      const code = until((line) => !isFence(line)).slice(1);
      i++;
      blocks.push({ kind: "code", text: code.join("\n") });
    } else if (/^#{1,6}\s/.test(line)) {
      i++;
      blocks.push({ kind: "heading", spans: markdownSpans(line.replace(/^#+\s+/, "")) });
    } else if (LIST_ITEM.test(line)) {
      const found = until((line) => LIST_ITEM.test(line) || /^\s+\S/.test(line));
      blocks.push(listOf(found));
    } else if (line.startsWith(">")) {
      const quoted = until((line) => line.startsWith(">")).map((line) => line.replace(/^>\s?/, ""));
      blocks.push({ kind: "quote", spans: markdownSpans(quoted.join("\n")) });
    } else {
      blocks.push({ kind: "paragraph", spans: markdownSpans(until(isParagraph).join("\n")) });
    }
  }
  return blocks;
}

function isFence(line: string): boolean {
  return /^ {0,3}(```|~~~)/.test(line);
}

function isParagraph(line: string): boolean {
  return line.trim() !== "" && !isFence(line) && !/^(#{1,6}\s|>)/.test(line) && !LIST_ITEM.test(line);
}

/** Lines that are no item go on with the one before. */
function listOf(lines: readonly string[]): MarkdownBlock {
  const items: string[] = [];
  for (const line of lines) {
    const item = LIST_ITEM.exec(line)?.[2];
    if (item === undefined) items.push(`${items.pop()}\n${line.trim()}`);
    else items.push(item);
  }
  return {
    kind: "list",
    ordered: LIST_ITEM.exec(lines[0])![1] !== undefined,
    items: items.map(markdownSpans),
  };
}

/** Each stops at the sign that began it, so that no text is looked through twice. */
const SPAN =
  /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^[\]]+)\]\((https?:\/\/[^\s()]+)\)|(https?:\/\/[^\s<>()"'`*[\]]+[^\s<>()"'`*[\].,;:!?])/g;

/** The parts of a line. */
export function markdownSpans(text: string): MarkdownSpan[] {
  const spans: MarkdownSpan[] = [];
  let at = 0;
  for (const match of text.matchAll(SPAN)) {
    if (match.index > at) spans.push({ kind: "text", text: text.slice(at, match.index) });
    const [whole, code, strong, emphasis, label, target, address] = match;
    at = match.index + whole.length;
    if (code !== undefined) spans.push({ kind: "code", text: code });
    else if (strong !== undefined) spans.push({ kind: "strong", text: strong });
    else if (emphasis !== undefined) spans.push({ kind: "emphasis", text: emphasis });
    else spans.push({ kind: "link", text: label ?? address, href: target ?? address });
  }
  if (at < text.length) spans.push({ kind: "text", text: text.slice(at) });
  return spans;
}
