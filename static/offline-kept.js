// On the page that says there is no signal: the lessons that are kept on this phone.
(async () => {
  const place = document.querySelector("[data-kept-list]");
  if (!place || !self.pilarQueue || !("caches" in window)) return;
  const packs = await self.pilarQueue.packs();
  const made = (name, inside) => inside.appendChild(document.createElement(name));
  for (const { pack } of packs) {
    made("h3", place).textContent = pack.title;
    const list = made("ul", place);
    for (const lesson of pack.lessons) {
      const link = made("a", made("li", list));
      link.href = lesson.url;
      link.textContent = lesson.title;
    }
  }
  place.hidden = !packs.length;
})();
