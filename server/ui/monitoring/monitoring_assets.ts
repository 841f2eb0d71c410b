import tokens from "../../../reports/tokens.css" with { type: "text" };
import api from "../playground/api.js" with { type: "text" };
import tokenDialog from "../playground/token_dialog.js" with { type: "text" };
import content from "../content.css" with { type: "text" };
import header from "../page_header.css" with { type: "text" };
import style from "./monitoring.css" with { type: "text" };
import script from "./monitoring.js" with { type: "text" };
import { joinModules } from "../join_modules.ts";

/** All styles of the pages as one. */
export const MONITORING_STYLE: string = [tokens, header, content, style].join("\n");

/** All modules of the pages as one. */
export const MONITORING_SCRIPT: string = joinModules([api, tokenDialog, script]);
