import type { Markup } from "./markup.ts";
import { type MarkdownBlock, markdownBlocks, type MarkdownSpan } from "./markdown_parts.ts";

/** What people have written in Markdown. Its headings are strong paragraphs: those of the page stay in order. */
export function Markdown({ text }: { readonly text: string }): Markup {
  return (
    <div class="markdown">
      {markdownBlocks(text).map((block) => <Block block={block} />)}
    </div>
  );
}

function Block({ block }: { readonly block: MarkdownBlock }): Markup {
  switch (block.kind) {
    case "heading":
      return (
        <p class="heading">
          <strong>
            <Spans spans={block.spans} />
          </strong>
        </p>
      );
    case "quote":
      return (
        <blockquote>
          <Spans spans={block.spans} />
        </blockquote>
      );
    case "code":
      return <pre>{block.text}</pre>;
    case "list": {
      const items = block.items.map((spans) => (
        <li>
          <Spans spans={spans} />
        </li>
      ));
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case "paragraph":
      return (
        <p>
          <Spans spans={block.spans} />
        </p>
      );
  }
}

function Spans({ spans }: { readonly spans: readonly MarkdownSpan[] }): Markup {
  return (
    <>
      {spans.map((span) => <Span span={span} />)}
    </>
  );
}

function Span({ span }: { readonly span: MarkdownSpan }): Markup {
  switch (span.kind) {
    case "link":
      return <a href={span.href} rel="noreferrer noopener">{span.text}</a>;
    case "code":
      return <code>{span.text}</code>;
    case "strong":
      return <strong>{span.text}</strong>;
    case "emphasis":
      return <em>{span.text}</em>;
    case "text":
      return <>{span.text}</>;
  }
}
