// The service worker: lessons that were kept open without signal, and what is done there waits until it is back.
// The view that serves this file puts SETUP (addresses, version), offline.js and sw-keep.js before it.
// Only lessons of the signed-in person and the files they show are ever kept; every other page passes through.
const BASE = `pilar-base ${SETUP.version}`;
const PAGE = /^\/belajar\/(?:(\d+)\/(?:(\d+)\/)?|belum-terkirim\/)$/;
const DONE = /^\/belajar\/(\d+)\/(\d+)\/selesai\/$/;
const PLACE = /^\/belajar\/(\d+)\/(\d+)\/tempat\/$/;

// A server in trouble is as good as none.
const sound = (answer) => {
  if (answer.status >= 500) throw new Error(`${answer.status}`);
  return answer;
};
const inTime = (promise, ms) => Promise.race([
  promise,
  new Promise((_, reject) => { setTimeout(() => reject(new Error("too slow")), ms); }),
]);

self.addEventListener("install", (event) => {
  self.skipWaiting(); // safe: each kept page lies beside the very files it names
  event.waitUntil((async () => { await store(await caches.open(BASE), SETUP.noSignal, await pageFrom(SETUP.noSignal)); })());
});

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  await removeCaches((name) => name !== BASE && !name.startsWith(queue.PACKS));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
})()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === "POST") {
    if (pathname === SETUP.signOut && request.mode === "navigate") event.respondWith(signOut(event));
    else if (DONE.test(pathname) && request.mode === "navigate") event.respondWith(finish(event, pathname));
    else if (PLACE.test(pathname) && request.mode !== "navigate") event.respondWith(place(event, pathname));
  } else if (request.method === "GET" && request.mode === "navigate") event.respondWith(page(event, pathname));
  else if (request.method === "GET" && /^\/(static|berkas)\//.test(pathname)) event.respondWith(file(request, pathname));
});

// A promise that fails makes the browser try again later.
self.addEventListener("sync", (event) => {
  const sent = async () => { if ((await send()).outcome === "failed") throw new Error("not sent"); };
  if (event.tag === "pilar") event.waitUntil(sent());
});

self.addEventListener("message", (event) => {
  const { kind, url, audio, again } = event.data;
  const tell = (told) => event.ports[0]?.postMessage(told);
  const work = kind === "keep" ? keep(url, audio, again, tell) : drop(url);
  event.waitUntil(work.then((pack) => tell({ done: true, pack }), () => tell({ failed: true })));
});

// --- asked for a page or a file -----------------------------------------------

const kept = async (request, pathname) => {
  const options = { ignoreSearch: PAGE.test(pathname), ignoreVary: true };
  for (const { name } of await queue.packs()) {
    const found = await (await caches.open(name)).match(request, options);
    if (found) return found;
  }
  return (await caches.open(BASE)).match(request, options);
};

const page = async (event, pathname) => {
  if (await queue.fact("signOutDue").catch(() => false)) return afterSignOut(event);
  const stored = PAGE.test(pathname) ? await kept(event.request, pathname) : undefined;
  const asked = (async () => (await event.preloadResponse) || fetch(event.request))();
  try {
    const answer = await (stored ? inTime(asked, 5000) : asked);
    if (stored) sound(answer);
    const account = answer.headers.get("X-Pilar-Account");
    if (account) await queue.belongsTo(account);
    return answer;
  } catch {
    return stored || noSignal();
  }
};

const noSignal = async () => (await (await caches.open(BASE)).match(SETUP.noSignal)) || Response.error();

const file = async (request, pathname) => {
  const stored = () => caches.match(request, { ignoreVary: true });
  const isFixed = HASHED.test(pathname) || pathname.startsWith("/berkas/");
  const found = isFixed ? await stored() : undefined;
  if (found) return partOf(found, request);
  try {
    return await fetch(request);
  } catch {
    const whole = await stored();
    return whole ? partOf(whole, request) : Response.error();
  }
};

// Whoever seeks in a recording asks for a range; what is kept lies here whole. Written as lms/learning/files.py answers.
const partOf = async (whole, request) => {
  const wanted = /^bytes=(\d*)-(\d*)$/.exec((request.headers.get("Range") || "").trim());
  const version = request.headers.get("If-Range");
  if (!wanted || wanted[0] === "bytes=-" || (version && version !== whole.headers.get("ETag"))) return whole;
  const bytes = await whole.blob();
  const end = wanted[1] && wanted[2] ? Math.min(Number(wanted[2]) + 1, bytes.size) : bytes.size;
  const start = wanted[1] ? Number(wanted[1]) : Math.max(bytes.size - Number(wanted[2]), 0);
  const headers = new Headers(whole.headers);
  if (start >= end) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${bytes.size}` } });
  headers.set("Content-Range", `bytes ${start}-${end - 1}/${bytes.size}`);
  headers.set("Content-Length", `${end - start}`);
  return new Response(bytes.slice(start, end, bytes.type), { status: 206, statusText: "Partial Content", headers });
};

// --- done without signal -------------------------------------------------------

const send = () => queue.send({ state: SETUP.state, send: SETUP.send });

const later = async (event, kind, pathname, more) => {
  const [, enrolment, lesson] = (kind === "finish" ? DONE : PLACE).exec(pathname);
  const account = await queue.owner();
  await queue.add({ account, kind, enrolment: Number(enrolment), lesson: Number(lesson), block: "", ...more });
  event.waitUntil(send());
  self.registration.sync?.register("pilar").catch(() => {});
};

// A kept page has no token: what is done there goes the way of what is done without signal.
const sentOn = async (event, form) => {
  if (!form.get("csrfmiddlewaretoken")) throw new Error("kept");
  return sound(await inTime(fetch(event.request), 10000));
};

const finish = async (event, pathname) => {
  const form = await event.request.clone().formData();
  try {
    return await sentOn(event, form);
  } catch {
    await later(event, "finish", pathname);
    return Response.redirect(await following(pathname), 303);
  }
};

const following = async (pathname) => {
  const here = pathname.replace("selesai/", "");
  for (const { pack } of await queue.packs()) {
    const index = pack.lessons.findIndex((lesson) => lesson.url === here);
    if (index >= 0 && index + 1 < pack.lessons.length) return pack.lessons[index + 1].url;
  }
  return here.replace(/\d+\/$/, "");
};

const place = async (event, pathname) => {
  const form = await event.request.clone().formData();
  try {
    return await sentOn(event, form);
  } catch {
    const block = form.get("block");
    await later(event, "place", pathname, { block, depth: await depthOf(pathname.replace("tempat/", ""), block) });
    return new Response(null, { status: 202 });
  }
};

// How far down its lesson a block lies, if the lesson is kept: only to be compared.
const depthOf = async (lesson, block) => ((await (await kept(lesson, lesson))?.text()) || "").indexOf(`id="blok-${block}"`);

// --- signing out ----------------------------------------------------------------

// What waits is sent first; then nothing of hers stays in the caches, whatever the network does. Without signal her
// session lives on: the page says so, and it is ended before the next page that can be had is shown.
const signOut = async (event) => {
  const form = await event.request.clone().formData();
  await inTime(send(), 8000).catch(() => {});
  await queue.belongsTo(null);
  await queue.keepFact("signOutDue", true);
  try {
    return await leave(form.get("csrfmiddlewaretoken") ? fetch(event.request) : endSession());
  } catch {
    return stillSignedIn();
  }
};

const afterSignOut = async (event) => {
  try {
    await leave(endSession());
    return await fetch(event.request);
  } catch {
    return stillSignedIn();
  }
};

const endSession = async () => {
  const state = await queue.asked({ state: SETUP.state });
  if (!state) return Response.redirect(SETUP.signOut, 303); // it has ended already: this leads to the front page
  const body = new URLSearchParams({ csrfmiddlewaretoken: state.csrf });
  return fetch(SETUP.signOut, { method: "POST", redirect: "manual", body });
};

const leave = async (asked) => {
  const answer = await inTime(asked, 10000);
  if (answer.status >= 400) throw new Error(`sign-out ${answer.status}`);
  await queue.belongsTo(null);
  await removeCaches(() => true);
  await self.registration.unregister(); // the next lesson opened sets it up again
  return answer;
};

const stillSignedIn = async () => {
  const answer = await noSignal();
  return answer.ok ? new Response((await answer.text()).replace(" data-still-in hidden", " data-still-in"), { headers: answer.headers }) : answer;
};
