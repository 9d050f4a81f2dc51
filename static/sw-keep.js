// Half of the service worker: fetches the lessons of a module with the files they show, and lays them into one cache.
// A pack is whole or it is not there. The other half, which answers pages from it, is sw.js.
const queue = self.pilarQueue;
const HASHED = /\.[0-9a-f]{12}\.\w+$/; // the name carries the contents: what is kept under it can never be old
const KEPT_HEADERS = ["Content-Type", "Content-Language", "Content-Security-Policy", "Permissions-Policy"];
const RECHECK_MS = 3600000;
const PICTURE = /^\/berkas\/(images|slides)\//;

// `X-Pilar-Pack` asks for the whole lesson, whatever way of reading was chosen.
const pageFrom = async (url) => {
  const answer = await fetch(url, { redirect: "manual", headers: { "X-Pilar-Pack": "1" } });
  if (!answer.ok) throw new Error(`${url} ${answer.status}`);
  return answer;
};

// Without tokens and without the larger pictures, and marked as a copy of this moment.
const asCopy = (html) => html
  .replace(/(name="csrfmiddlewaretoken" value=")[^"]*/g, "$1")
  .replace(/ srcset="[^"]*"/g, "")
  .replace(/ data-offline\b/, ` data-offline data-copy="${new Date().toISOString()}"`);

const filesOf = (html) => new Set([...html.matchAll(/(?:src|href)="(\/static\/[^"#?]+|\/berkas\/(?:images|slides)\/[^"#?]+)/g)].map((found) => found[1]));

// Files first: a page that lies here has all it shows, and what broke off is gone on with the next time.
const store = async (cache, url, answer) => {
  const headers = Object.fromEntries(KEPT_HEADERS.map((name) => [name, answer.headers.get(name)]).filter(([, value]) => value));
  const html = asCopy(await answer.text());
  for (const each of filesOf(html)) await storeFile(cache, each);
  await cache.put(url, new Response(html, { headers }));
};

const storeFile = async (cache, url) => {
  if (await cache.match(url)) return;
  const known = url.startsWith("/static/") && !HASHED.test(url) ? undefined : await caches.match(url);
  const answer = known || await fetch(url, { redirect: "manual" });
  if (PICTURE.test(url) && [404, 410].includes(answer.status)) return; // a picture that is gone spoils no lesson
  if (!answer.ok) throw new Error(`${url} ${answer.status}`); // such as the way to the sign-in page
  for (const [, named] of url.endsWith(".css") ? (await answer.clone().text()).matchAll(/url\("?([^")]+)"?\)/g) : []) {
    const { origin, pathname } = new URL(named, new URL(url, self.location.origin));
    if (origin === self.location.origin) await storeFile(cache, pathname);
  }
  await cache.put(url, answer);
};

const weightOf = async (cache) => {
  let bytes = 0;
  for (const request of await cache.keys()) bytes += (await (await cache.match(request)).blob()).size;
  return bytes;
};

// As long as she is signed in here and has not removed it by hand.
const isWanted = async (url, account) => Boolean(account) && await queue.owner() === account && !(await queue.fact(`dropped ${url}`));

// One after the other: two at once would fetch everything twice and remove each other's.
const running = new Map();
const keep = (url, ...more) => {
  const turn = Promise.resolve(running.get(url)).catch(() => {}).then(() => keepNow(url, ...more));
  running.set(url, turn);
  return turn;
};

// A pack is whole or it is not there: its manifest is written last, and only then do older ones go.
const keepNow = async (url, audio, again, tell) => {
  if (again) await queue.keepFact(`dropped ${url}`, false);
  const account = await queue.owner();
  if (!await isWanted(url, account)) throw new Error("not wanted");
  const before = (await queue.packs()).find(({ pack }) => pack.url === url);
  if (before && !again && Date.now() - before.pack.checked < RECHECK_MS) return before.pack;
  const answer = await pageFrom(url);
  if (answer.headers.get("X-Pilar-Account") !== account) throw new Error("somebody else's");
  const pack = await answer.json();
  const withAudio = Boolean(pack.audio.length && (audio || before?.pack.withAudio));
  const family = `${queue.PACKS}${account} ${pack.enrolment} ${pack.module} `;
  const name = `${family}${pack.revision}${withAudio ? "+" : ""}`;
  const cache = await caches.open(name);
  const whole = await (await cache.match("/manifest"))?.json();
  try {
    const addresses = whole ? [] : [...pack.pages, ...(withAudio ? pack.audio.map((each) => each.url) : [])];
    for (const [index, address] of addresses.entries()) {
      tell({ part: index + 1, parts: addresses.length });
      if (address.startsWith("/berkas/")) await storeFile(cache, address);
      else if (!await cache.match(address)) await store(cache, address, await pageFrom(address));
      if (!await isWanted(url, account)) throw new Error("not wanted any more");
    }
    const told = { ...pack, stored: whole ? whole.stored : await weightOf(cache), withAudio, checked: Date.now() };
    await cache.put("/manifest", new Response(JSON.stringify(told)));
    if (!whole) await removeCaches((each) => each.startsWith(family) && each !== name);
    return told;
  } catch (trouble) {
    if (!await isWanted(url, account)) await caches.delete(name);
    throw trouble;
  }
};

const removeCaches = async (isOld) => Promise.all((await caches.keys()).filter(isOld).map((name) => caches.delete(name)));

const drop = async (url) => {
  await queue.keepFact(`dropped ${url}`, true);
  for (const { name, pack } of await queue.packs()) if (pack.url === url) await caches.delete(name);
};
