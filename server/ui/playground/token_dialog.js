// The dialog that asks for a token.
import { ApiFault, forgetToken, hasToken } from "./api.js";

const dialog = document.getElementById("token"), tokenInput = document.getElementById("token-input");
const forget = document.getElementById("forget");
let asking;

/**
 * Opens the dialog; all requests that wait for a token share it.
 *
 * @param wasRefused whether the server refused an earlier one
 * @throws ApiFault when nobody gives one
 */
export function askToken(wasRefused) {
  asking ??= new Promise((resolve, reject) => {
    document.getElementById("token-refused").hidden = !wasRefused;
    tokenInput.value = "";
    dialog.returnValue = "";
    dialog.addEventListener("close", () => {
      asking = undefined;
      const token = dialog.returnValue === "use" ? tokenInput.value.trim() : "";
      forget.hidden = token === "";
      if (token !== "") resolve(token);
      else reject(new ApiFault("The server answers only with a token, and none was given", { status: 401 }));
    }, { once: true });
    dialog.showModal();
  });
  return asking;
}

/** Lets people take the token back. */
export function bindForget() {
  forget.hidden = !hasToken();
  forget.addEventListener("click", () => {
    forgetToken();
    forget.hidden = true;
  });
}
