// Puts a button beside what can be copied: without scripts there is none that would do nothing.
for (const block of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", block.dataset.copy);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(block); // where the clipboard is refused, a key copies what is selected
      button.textContent = "Selected";
    }
    setTimeout(() => button.textContent = "Copy", 2000);
  });
  block.before(button);
}
