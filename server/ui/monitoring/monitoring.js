// Runs in the frame that monitoring_page.ts writes: fetches the content with a token where the page came without it.
import { ask } from "../playground/api.js";
import { askToken, bindForget } from "../playground/token_dialog.js";

const content = document.getElementById("content");

bindForget();
if (content.hasAttribute("data-wanted")) {
  try {
    const path = `/monitoring/content${location.search}`;
    content.innerHTML = (await ask(path, {}, askToken)).html; // markup of this server, with everything in it escaped
    bindForget();
  } catch (fault) {
    document.getElementById("waiting").textContent = fault.message;
  }
}
