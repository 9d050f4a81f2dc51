// Keeps the place of a reader: once she scrolls, the block in the upper part of the screen is sent, at most
// every two seconds and when the page is left. Without this file the lesson reads and finishes all the same.
(() => {
  const form = document.querySelector("form[data-place]");
  if (!form || !("IntersectionObserver" in window)) return;
  const prefix = "blok-";
  const field = form.elements.namedItem("block");
  let kept = field.value;
  let timer = 0;

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
    }).then(
      () => { kept = block; },
      () => {}, // no network: the next scroll sends it again
    );
  };

  const watch = () => {
    const observer = new IntersectionObserver(
      (entries) => {
        const here = entries.filter((entry) => entry.isIntersecting).pop();
        if (!here) return;
        field.value = here.target.id.slice(prefix.length);
        timer = timer || setTimeout(send, 2000);
      },
      { rootMargin: "-15% 0px -70% 0px" },
    );
    document.querySelectorAll(`section[id^="${prefix}"]`).forEach((block) => observer.observe(block));
    document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });
  };

  // Opening a lesson from its top must not forget where she stopped; scrolling says that she reads.
  window.addEventListener("scroll", watch, { once: true, passive: true });
})();
