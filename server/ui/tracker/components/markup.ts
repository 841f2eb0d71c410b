import type { HtmlEscapedString } from "hono/utils/html";

/** What a component makes: markup with all text in it escaped. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;
