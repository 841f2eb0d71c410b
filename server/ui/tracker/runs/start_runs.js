import { findColumns, rememberColumns } from "./chosen_columns.js";
import { completeNames } from "./completions.js";
import { keepFresh } from "./live_runs.js";
import { countSelected, listenForRowKeys } from "./row_keys.js";

const selection = document.getElementById("selection");
if (selection?.dataset.experiment !== undefined) {
  rememberColumns(selection.dataset.experiment);
  const table = document.getElementById("runs");
  if (table !== null) {
    listenForRowKeys(table);
    countSelected(selection);
  }
  const place = document.getElementById("live");
  if (place !== null) keepFresh(selection, place);
}
const filterBox = document.querySelector("input[data-names]");
if (filterBox !== null) completeNames(filterBox);
const chooser = document.querySelector("form[data-chooser]");
if (chooser !== null) findColumns(chooser);
