// Lessons without signal. Two parts in one file, since each request is dear on a slow line:
// what this phone holds (marks not sent yet, lessons kept), used by pages and by the service worker (sw.js) alike;
// and how a page shows it. Without this file lessons read and finish as ever while there is a network.
self.pilarQueue = (() => {
  const PACKS = "pilar1 "; // caches of modules: "pilar1 <account> <enrolment> <module> <revision>"
  const KEEP_MS = 30 * 86400000; // what could not be sent in a month is given up
  const AT_ONCE = 100;

  const opened = () => new Promise((resolve, reject) => {
    const asked = indexedDB.open("pilar", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("marks", { keyPath: "id" });
      asked.result.createObjectStore("facts", { keyPath: "name" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

  // One transaction; what `act` asks for last is the answer.
  const run = async (store, mode, act) => {
    const database = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const work = database.transaction(store, mode);
        const asked = act(work.objectStore(store));
        work.oncomplete = () => resolve(asked && asked.result);
        work.onabort = work.onerror = () => reject(work.error);
      });
    } finally {
      database.close();
    }
  };
  const all = () => run("marks", "readonly", (store) => store.getAll());
  const change = (edit) => run("marks", "readwrite", (store) => {
    store.getAll().onsuccess = (event) => event.target.result.forEach((mark) => {
      const wanted = edit(mark);
      if (wanted === null) store.delete(mark.id);
      else if (wanted) store.put(wanted);
    });
  });

  const fact = async (name) => (await run("facts", "readonly", (store) => store.get(name)))?.value;
  const keepFact = (name, value) => run("facts", "readwrite", (store) => store.put({ name, value }));
  const owner = () => fact("account");

  // --- marks ------------------------------------------------------------------

  // The newest place and answer count, the first "finished" counts; whatever waits has a key made here. A place further
  // down the lesson than the newest waits beside it: how far she came counts as well.
  const add = (mark) => run("marks", "readwrite", (store) => {
    const id = [mark.account, mark.enrolment, mark.lesson, mark.kind, mark.kind === "answer" ? mark.block : ""].join(" ");
    store.get(id).onsuccess = (event) => {
      const known = event.target.result;
      if (known?.state === "waiting") {
        if (mark.kind === "finish" || (known.block === mark.block && known.choice === mark.choice)) return;
        if (known.depth > mark.depth) keepFurthest(store, known);
      }
      store.put({ ...mark, id, key: crypto.randomUUID(), at: new Date().toISOString(), state: "waiting" });
    };
  });
  const keepFurthest = (store, mark) => {
    const id = `${mark.id}furthest`;
    store.get(id).onsuccess = (event) => {
      const known = event.target.result;
      if (known?.state !== "waiting" || known.depth < mark.depth) store.put({ ...mark, id });
    };
  };
  const of = async (account) => (await all()).filter((mark) => mark.account === account);
  const waiting = async (account) => (await of(account)).filter((mark) => mark.state === "waiting").sort((a, b) => a.at.localeCompare(b.at));
  const written = ({ key, kind, enrolment, lesson, block, choice, at }) => ({ key, kind, enrolment, lesson, block, choice, at });
  const parcel = (marks) => JSON.stringify({ now: new Date().toISOString(), marks: marks.map(written) });
  // For a file there is no "now": nobody knows how long it travels.
  const asFile = (marks) => JSON.stringify({ marks: marks.map(written) }, null, 1);

  // A mark that was changed meanwhile has another key, and waits on. A place that is gone needs nobody's attention.
  const settle = (answers) => {
    const told = new Map(answers.map((answer) => [answer.key, answer]));
    return change((mark) => {
      const answer = told.get(mark.key);
      if (!answer) return undefined;
      if (answer.state !== "refused") return { ...mark, state: "sent" };
      return mark.kind === "place" ? null : { ...mark, state: "refused", words: answer.words };
    });
  };

  const forget = (id) => change((mark) => (mark.id === id ? null : undefined));

  const asked = async (urls) => {
    const answer = await fetch(urls.state, { redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return null;
    if (!answer.ok) throw new Error(`state ${answer.status}`);
    return answer.json();
  };

  const sendAll = async (urls) => {
    const account = await owner();
    const marks = account ? await waiting(account) : [];
    if (!marks.length) return { outcome: "nothing" };
    try {
      const state = await asked(urls);
      if (!state || state.account !== account) return { outcome: "ended" };
      for (let first = 0; first < marks.length; first += AT_ONCE) {
        const answer = await fetch(urls.send, {
          method: "POST",
          redirect: "manual",
          headers: { "Content-Type": "application/json", "X-CSRFToken": state.csrf },
          body: parcel(marks.slice(first, first + AT_ONCE)),
        });
        if (answer.type === "opaqueredirect" || answer.status === 403) return { outcome: "ended" };
        if (!answer.ok) return { outcome: "failed" };
        await settle((await answer.json()).answers);
      }
      return { outcome: "sent" };
    } catch {
      return { outcome: "failed" };
    }
  };
  // One sender at a time, whether a page or the worker; where locks are unknown, the keys see to it that nothing doubles.
  const send = (urls) => (navigator.locks
    ? navigator.locks.request("pilar-send", () => sendAll(urls))
    : sendAll(urls));

  // --- lessons kept -----------------------------------------------------------

  const packNames = async () => (await caches.keys()).filter((name) => name.startsWith(PACKS));
  const manifestOf = async (name) => (await (await caches.open(name)).match("/manifest"))?.json();
  // Every whole pack; one that is still being stored has no manifest.
  const packs = async () => {
    const found = await Promise.all((await packNames()).map(async (name) => ({ name, pack: await manifestOf(name) })));
    return found.filter((each) => each.pack);
  };

  // Drops whatever belongs to anybody but `account`; with no account, everything. What was not sent stays, as numbers
  // without words, for whoever did it: it is shown to nobody else and given up after a month.
  const belongsTo = async (account) => {
    if (account && await owner() === account) return;
    const foreign = (await packNames()).filter((name) => !account || !name.startsWith(`${PACKS}${account} `));
    await Promise.all(foreign.map((name) => caches.delete(name)));
    const old = Date.now() - KEEP_MS;
    await change((mark) => {
      const isMine = account && mark.account === account;
      return isMine || (mark.state === "waiting" && Date.parse(mark.at) > old) ? undefined : null;
    });
    await run("facts", "readwrite", (store) => store.clear());
    if (account) await keepFact("account", account);
  };

  return { PACKS, add, asFile, asked, belongsTo, fact, forget, keepFact, of, owner, packs, send, waiting };
})();

// As a page shows it; the worker has no document.
(() => {
  const box = self.document?.querySelector("[data-offline]");
  const queue = self.pilarQueue;
  if (!box || !queue || !("serviceWorker" in navigator) || !("indexedDB" in window)) return;
  const { account, enrolment, lesson, state, send, worker, saves } = box.dataset;
  const isCopy = "copy" in box.dataset;
  const urls = { state, send };
  const language = document.documentElement.lang;
  const REST_MS = 1000; // the page first: fonts and pictures have the line to themselves
  let outcome = "nothing";

  // How far she is was written when the page was kept: it says when that was.
  const keptAt = () => {
    const moment = new Date(box.dataset.copy);
    if (Number.isNaN(moment.getTime())) return;
    const words = (options) => new Intl.DateTimeFormat(language, options).format(moment);
    const clock = words({ hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
    box.querySelectorAll("[data-kept-at]").forEach((each) => {
      each.dateTime = box.dataset.copy;
      each.textContent = `${words({ dateStyle: "long" })} ${clock}`;
    });
  };

  const show = (place, name, isShown) => place.querySelectorAll(`[data-when~="${name}"]`).forEach((each) => { each.hidden = !isShown; });
  const inWords = (bytes) => {
    const [value, unit] = bytes < 1048576 ? [bytes / 1024, "KB"] : [bytes / 1048576, "MB"];
    return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value)} ${unit}`;
  };

  // --- the line ---------------------------------------------------------------

  const told = async () => {
    const marks = await queue.of(account);
    const waiting = marks.filter((mark) => mark.state === "waiting");
    const refused = marks.filter((mark) => mark.state === "refused");
    box.querySelectorAll("[data-count]").forEach((each) => { if (each.textContent !== `${waiting.length}`) each.textContent = waiting.length; });
    const isCutOff = !navigator.onLine || (isCopy && outcome === "failed");
    show(box, "offline", isCutOff);
    show(box, "copy", isCutOff && Boolean(box.dataset.copy));
    show(box, "unsent", waiting.length > 0);
    show(box, "ended", waiting.length > 0 && outcome === "ended");
    show(box, "refused", refused.length > 0);
    show(box, "sent", !waiting.length && outcome === "sent");
    const done = marks.find((mark) => mark.kind === "finish" && `${mark.lesson}` === lesson && mark.state !== "refused");
    showDone(done && (isCopy || done.state === "waiting"));
    document.dispatchEvent(new CustomEvent("pilar:marks", { detail: { marks, outcome } }));
    return marks;
  };

  // Where the page itself says that a lesson is finished, once it knows.
  const pattern = document.querySelector("template[data-done]");
  const title = document.querySelector("main .page-title");
  let doneLine = null;
  const showDone = (isDone) => {
    if (isDone && !doneLine && pattern && title) {
      doneLine = pattern.content.firstElementChild.cloneNode(true);
      title.after(doneLine);
    } else if (!isDone && doneLine) {
      doneLine.remove();
      doneLine = null;
    }
  };

  const sendNow = async () => {
    if (!navigator.onLine || !(await queue.waiting(account)).length) return told();
    ({ outcome } = await queue.send(urls));
    return told();
  };

  const begin = async () => {
    await queue.belongsTo(account);
    await freshen();
    if (lesson) await queue.keepFact(`title ${enrolment} ${lesson}`, box.dataset.title);
    await told();
    await sendNow();
  };

  // A kept page has no token. Where there is a network after all, its forms get one, so that they work as on any page.
  const freshen = async () => {
    if (!isCopy || !navigator.onLine) return;
    const found = await queue.asked(urls).catch(() => null);
    if (found && found.account === account) document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((each) => { each.value = found.csrf; });
  };

  // Before the worker looks after this page, the network may already be gone: then the mark is noted here.
  document.querySelector("main form[action$='/selesai/']")?.addEventListener("submit", (event) => {
    if (!lesson || navigator.onLine || navigator.serviceWorker.controller) return;
    event.preventDefault();
    queue.add({ account, kind: "finish", enrolment: Number(enrolment), lesson: Number(lesson), block: "" }).then(told);
  });

  // --- checks of understanding --------------------------------------------------

  const checks = [...document.querySelectorAll("section[id^=blok-] .knowledge-check")];
  const optionsOf = (check) => [...check.querySelectorAll("details")];
  const blockOf = (check) => check.closest("section[id^=blok-]").id.slice(5);

  const open = (check, choice) => {
    const option = optionsOf(check)[choice];
    if (!option || option.open) return;
    option.dataset.remembered = "";
    option.open = true;
  };

  const watchChecks = () => {
    if (!lesson) return;
    checks.forEach((check) => optionsOf(check).forEach((option, choice) => option.addEventListener("toggle", async () => {
      if (!option.open || "remembered" in option.dataset) {
        delete option.dataset.remembered;
        return;
      }
      await queue.add({ account, kind: "answer", enrolment: Number(enrolment), lesson: Number(lesson), block: blockOf(check), choice });
      await sendNow();
    })));
  };

  // Her own answers of other phones, and of this one. Asked for once the page rests.
  const recall = async () => {
    if (!lesson || !checks.length) return;
    const known = {};
    if (navigator.onLine) Object.assign(known, (await queue.asked({ state: `${state}?pendaftaran=${enrolment}&pelajaran=${lesson}` }).catch(() => null))?.answers);
    for (const mark of await queue.of(account)) if (mark.kind === "answer" && `${mark.lesson}` === lesson) known[mark.block] = mark.choice;
    checks.forEach((check) => { if (blockOf(check) in known) open(check, known[blockOf(check)]); });
  };

  // --- modules kept on the phone --------------------------------------------------

  const rows = [...document.querySelectorAll("[data-pack]")];

  const showPack = (row, pack) => {
    show(row, "kept", Boolean(pack));
    show(row, "missing", !pack);
    show(row, "storing", false);
    if (pack) row.querySelectorAll("[data-size]").forEach((each) => { each.textContent = inWords(pack.stored); });
    show(row, "audio", Boolean(pack && !pack.withAudio));
  };

  const showPacks = async () => {
    const packs = await queue.packs();
    rows.forEach((row) => showPack(row, packs.find(({ pack }) => pack.url === row.dataset.pack)?.pack));
    return packs;
  };

  const ask = async (row, message) => {
    const registration = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    show(row, "failed", false);
    show(row, "storing", message.kind === "keep" && !message.quietly);
    port1.onmessage = async ({ data }) => {
      if (data.parts) row.querySelectorAll("[data-part]").forEach((each) => { each.textContent = `${data.part}/${data.parts}`; });
      if (!data.done && !data.failed) return;
      show(row, "failed", Boolean(data.failed) && !message.quietly);
      await showPacks();
      // The button just pressed is gone: the keyboard goes on where it was.
      if (!message.quietly) [...row.querySelectorAll("button")].find((each) => each.offsetParent)?.focus({ preventScroll: true });
    };
    registration.active.postMessage({ ...message, url: row.dataset.pack }, [port2]);
  };

  const onPress = (name, message) => rows.forEach((row) => row.querySelectorAll(`[data-press=${name}]`).forEach((button) => button.addEventListener("click", () => ask(row, message))));
  onPress("keep", { kind: "keep", again: true });
  onPress("keep-audio", { kind: "keep", audio: true, again: true });
  onPress("drop", { kind: "drop" });

  // After the page has come: the module being read is kept by itself, unless data are to be saved.
  const after = async () => {
    await navigator.serviceWorker.register(worker, { updateViaCache: "all" });
    const packs = await showPacks();
    const wantsLittle = saves || navigator.connection?.saveData;
    if (lesson && rows.length && !wantsLittle && !isCopy && navigator.onLine) {
      // A pack in another language is fetched anew.
      const known = packs.find(({ pack }) => pack.url === rows[0].dataset.pack)?.pack;
      await ask(rows[0], { kind: "keep", quietly: true, again: Boolean(known && known.language !== language) });
    }
  };

  if (isCopy) keptAt();
  box.hidden = false;
  document.querySelectorAll("[data-with-worker]").forEach((each) => { each.hidden = false; });
  document.querySelectorAll("[data-without-worker]").forEach((each) => { each.hidden = true; });
  window.addEventListener("online", () => freshen().then(sendNow));
  window.addEventListener("offline", told);
  watchChecks();
  const ready = begin();
  const loaded = () => setTimeout(() => ready.then(recall).then(after).catch(() => {}), isCopy ? 0 : REST_MS);
  if (document.readyState === "complete") loaded();
  else window.addEventListener("load", loaded, { once: true });
})();
