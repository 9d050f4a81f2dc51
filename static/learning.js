// Keeps the place of a reader: once she scrolls, the block in the upper part of the screen is sent, at most every two
// seconds and when the page is left; in simple mode, the step on the screen. It says in a line whether that went well.
// Without this file the lesson reads and finishes all the same.
(() => {
  const form = document.querySelector("form[data-place]");
  if (!form || !("IntersectionObserver" in window)) return;
  const prefix = "blok-";
  const field = form.elements.namedItem("block");
  const line = document.querySelector("[data-said]");
  const mode = document.querySelector("form[data-mode]");
  const step = form.dataset.now;
  let kept = field.value;
  let timer = 0;

  // Said once, and again only when it changes: a screen reader reads it aloud.
  const say = (words) => { if (line && line.textContent !== words) line.textContent = words; };

  const send = () => {
    clearTimeout(timer);
    timer = 0;
    if (field.value === kept) return;
    const block = field.value;
    fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      redirect: "manual",
      keepalive: true,
    }).then((answer) => {
      if (!answer.ok && answer.type !== "opaqueredirect") throw new Error(`${answer.status}`);
      kept = block;
      say(line.dataset.kept);
    }).catch(() => say(line.dataset.lost)); // the next scroll sends it again
  };

  const arrive = (block) => {
    field.value = block;
    if (mode) mode.elements.namedItem("block").value = block; // another way of reading begins at the same part
    timer = timer || setTimeout(send, 2000);
  };

  const watch = () => {
    const observer = new IntersectionObserver(
      (entries) => {
        const here = entries.filter((entry) => entry.isIntersecting).pop();
        if (here) arrive(here.target.id.slice(prefix.length));
      },
      { rootMargin: "-15% 0px -70% 0px" },
    );
    document.querySelectorAll(`section[id^="${prefix}"]`).forEach((block) => observer.observe(block));
  };

  document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });
  window.addEventListener("online", send);
  if (step) arrive(step);
  // Opening a lesson from its top must not forget where she stopped; scrolling says that she reads.
  else window.addEventListener("scroll", watch, { once: true, passive: true });
})();
