import { joinModules } from "../join_modules.ts";
import api from "./api.js" with { type: "text" };
import cityMap from "./city_map.js" with { type: "text" };
import combobox from "./combobox.js" with { type: "text" };
import copyButton from "./copy_button.js" with { type: "text" };
import faultView from "./fault_view.js" with { type: "text" };
import followLink from "./follow_link.js" with { type: "text" };
import main from "./main.js" with { type: "text" };
import mlflowLink from "./mlflow_link.js" with { type: "text" };
import resultView from "./result_view.js" with { type: "text" };
import scale from "./scale.js" with { type: "text" };
import tokenDialog from "./token_dialog.js" with { type: "text" };
import tripState from "./trip_state.js" with { type: "text" };
import words from "./words.js" with { type: "text" };
import zoneSearch from "./zone_search.js" with { type: "text" };

/** Follows the links of MLflow's clients, on pages at `/` that do nothing else. */
export const LINK_SCRIPT: string = joinModules([mlflowLink, followLink]);

/** Each after those that it imports. */
const MODULES: readonly string[] = [
  mlflowLink,
  followLink,
  words,
  scale,
  zoneSearch,
  tripState,
  combobox,
  cityMap,
  resultView,
  api,
  faultView,
  tokenDialog,
  copyButton,
  main,
];

/** The page's modules as one, so that the browser asks once. */
export const PLAYGROUND_SCRIPT: string = joinModules(MODULES);
