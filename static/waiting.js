// Looks again every few seconds while small versions of uploads are being made, and swaps the list alone.
// Without this file the link "Look again" does the same.
(() => {
  const look = () => {
    const list = document.querySelector("#media-states[data-waiting]");
    if (!list) return;
    setTimeout(async () => {
      try {
        const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#media-states");
        const focused = list.contains(document.activeElement); // nobody loses her place
        if (answer.ok && fresh && !focused) list.replaceWith(fresh);
      } catch { /* no network: the next look may have one */ }
      look();
    }, 4000);
  };
  look();
})();
