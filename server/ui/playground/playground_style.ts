import tokens from "../../../reports/tokens.css" with { type: "text" };
import header from "../page_header.css" with { type: "text" };
import answer from "./answer.css" with { type: "text" };
import map from "./map.css" with { type: "text" };
import page from "./page.css" with { type: "text" };

/** All styles of the page as one, so that the browser asks once. */
export const PLAYGROUND_STYLE: string = [tokens, header, page, map, answer].join("\n");
