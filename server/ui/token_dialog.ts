import { html, type SafeHtml } from "../../lib/html.ts";

/** Asks for the token that a server wants; `playground/token_dialog.js` opens it. */
export function tokenDialog(): SafeHtml {
  return html`
    <dialog id="token" aria-labelledby="token-title">
      <form method="dialog">
        <h2 id="token-title">This server asks for a token</h2>
        <p class="error" id="token-refused" hidden>The server refused the last one.</p>
        <label for="token-input">Token</label>
        <input id="token-input" type="password" autocomplete="off" spellcheck="false">
        <p class="quiet">It stays in this tab and is gone when you close it.</p>
        <div class="beside">
          <button value="use" class="main">Use it</button>
          <button value="cancel" formnovalidate>Cancel</button>
        </div>
      </form>
    </dialog>
  `;
}
