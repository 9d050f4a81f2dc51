// In the lesson editor: a caption file of the author's own device becomes the text of the field above it.
// Nothing is sent; the words are saved with the page. Whether they can be read is decided there.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.matches("[data-captions-file]") || !input.files.length) return;
  const field = input.closest(".captions-file").parentElement.querySelector("textarea");
  input.files[0].text().then((text) => {
    field.value = text.slice(0, 60000);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });
});
