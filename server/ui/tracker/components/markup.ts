import type { JSX } from "hono/jsx";

/** What a component makes: markup with all text in it escaped. */
export type Markup = JSX.Element;
