// Plays the audio twins of a lesson one after the other, each loaded only when its turn comes.
// Without this file every part still has a player of its own.
(() => {
  const bar = document.querySelector("[data-listen]");
  const twins = [...document.querySelectorAll("audio[data-twin]")];
  if (!bar || !twins.length) return;
  const find = (name) => bar.querySelector(`[data-${name}]`);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let here = 0;
  let goesOn = false;

  const show = () => {
    const plays = !twins[here].paused && !twins[here].ended;
    find("play").hidden = plays;
    find("pause").hidden = !plays;
    find("heard").hidden = !plays;
    find("number").textContent = String(here + 1);
  };

  const begin = (index) => {
    here = index;
    twins[here].closest("section").scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
    twins[here].play().catch(show); // no network: the button offers to go on from here
  };

  const next = () => {
    if (!goesOn) return;
    if (here + 1 < twins.length) { begin(here + 1); return; }
    goesOn = false;
    here = 0;
    show();
  };

  twins.forEach((twin, index) => {
    twin.addEventListener("play", () => {
      here = index;
      twins.forEach((other) => { if (other !== twin) other.pause(); });
      show();
    });
    twin.addEventListener("pause", show);
    twin.addEventListener("ended", () => { if (index === here) next(); });
  });

  bar.querySelector("button").addEventListener("click", () => {
    if (!twins[here].paused) { twins[here].pause(); return; }
    goesOn = true;
    begin(here);
  });
  bar.hidden = false;
})();
