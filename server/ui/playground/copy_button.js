// Buttons that copy.

/** Copies what `text` says; shown only where browsers give the clipboard: https, and this machine's own pages. */
export function bindCopy(button, text) {
  button.hidden = !navigator.clipboard;
  const label = button.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text());
    button.textContent = "Copied";
    setTimeout(() => button.textContent = label, 2000);
  });
}
