// The list of what this phone has not sent: one by one, to be sent, saved as a file, or taken off when it was refused.
(() => {
  const place = document.querySelector("[data-unsent]");
  const box = document.querySelector("[data-offline]");
  const queue = self.pilarQueue;
  if (!place || !box || !queue) return;
  const { account, state, send } = box.dataset;
  const pattern = place.querySelector("template");
  const list = place.querySelector("[data-list]");
  const moment = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });

  const row = async (mark) => {
    const item = pattern.content.firstElementChild.cloneNode(true);
    const title = await queue.fact(`title ${mark.enrolment} ${mark.lesson}`) || await titleKept(mark);
    item.querySelector("[data-title]").textContent = title || `${place.dataset.lesson} ${mark.lesson}`;
    item.querySelector("[data-kind]").textContent = place.dataset[mark.kind];
    item.querySelector("[data-at]").textContent = moment.format(new Date(mark.at));
    item.querySelector("[data-at]").dateTime = mark.at;
    if (mark.state === "refused") {
      item.querySelector("[data-words]").textContent = mark.words;
      item.querySelector("[data-words]").hidden = false;
      item.querySelector("[data-remove]").hidden = false;
      item.querySelector("button").addEventListener("click", () => queue.forget(mark.id).then(fill));
    }
    return item;
  };
  const titleKept = async (mark) => {
    const url = `/belajar/${mark.enrolment}/${mark.lesson}/`;
    for (const { pack } of await queue.packs()) {
      const lesson = pack.lessons.find((each) => each.url === url);
      if (lesson) return lesson.title;
    }
    return "";
  };

  const fill = async () => {
    const marks = (await queue.of(account)).filter((mark) => mark.state !== "sent");
    list.replaceChildren(...await Promise.all(marks.map(row)));
    list.hidden = !marks.length;
    place.querySelector("[data-none]").hidden = marks.length > 0;
    const isWaiting = marks.some((mark) => mark.state === "waiting");
    place.querySelectorAll("[data-some]").forEach((each) => { each.hidden = !isWaiting; });
  };

  place.querySelector("[data-send-now]").addEventListener("click", async () => {
    await queue.send({ state, send });
    window.dispatchEvent(new Event("online")); // the line says what came of it
    await fill();
  });
  place.querySelector("[data-export]").addEventListener("click", async () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([queue.asFile(await queue.waiting(account))], { type: "application/json" }));
    link.download = `${place.dataset.file}-${new Date().toISOString().slice(0, 10)}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
  document.addEventListener("pilar:marks", fill);
  fill(); // the first "pilar:marks" may have been before this script
})();
