// Shows the button that prints this document. Without this file one prints from the menu of the browser.
(() => {
  const place = document.querySelector("[data-print]");
  if (!place || !window.print) return;
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => window.print());
})();
