// Half of the service worker: fetches the lessons of a module with the files they show, and lays them into one cache.
// A pack is whole or it is not there. The other half, which answers pages from it, is sw.js.
const queue = self.pilarQueue;
const HASHED = /\.[0-9a-f]{12}\.\w+$/; // the name carries the contents: what is kept under it can never be old
const KEPT_HEADERS = ["Content-Type", "Content-Language", "Content-Security-Policy", "Permissions-Policy"];
const RECHECK_MS = 3600000;
let leaving = 0; // counts sign-outs: what was being stored meanwhile is dropped

// `X-Pilar-Pack` asks for the whole lesson, whatever way of reading was chosen.
const pageFrom = async (url) => {
  const answer = await fetch(url, { redirect: "manual", headers: { "X-Pilar-Pack": "1" } });
  if (!answer.ok) throw new Error(`${url} ${answer.status}`);
  return answer;
};

// Without tokens and without the larger pictures, and marked as a copy.
const asCopy = (html) => html
  .replace(/(name="csrfmiddlewaretoken" value=")[^"]*/g, "$1")
  .replace(/ srcset="[^"]*"/g, "")
  .replace(/ data-offline\b/, " data-offline data-copy");

const filesOf = (html) => new Set([...html.matchAll(/(?:src|href)="(\/static\/[^"#?]+|\/berkas\/(?:images|slides)\/[^"#?]+)/g)].map((found) => found[1]));

const store = async (cache, url, answer) => {
  const headers = Object.fromEntries(KEPT_HEADERS.map((name) => [name, answer.headers.get(name)]).filter(([, value]) => value));
  const html = asCopy(await answer.text());
  await cache.put(url, new Response(html, { headers }));
  let bytes = html.length;
  for (const each of filesOf(html)) bytes += await storeFile(cache, each);
  return bytes;
};

const storeFile = async (cache, url) => {
  if (await cache.match(url)) return 0;
  const answer = (url.startsWith("/static/") && !HASHED.test(url) ? undefined : await caches.match(url)) || await fetch(url);
  if (!answer.ok) return 0; // a picture that is gone spoils no lesson
  const body = await answer.clone().blob();
  await cache.put(url, answer);
  let bytes = body.size;
  for (const [, named] of url.endsWith(".css") ? (await body.text()).matchAll(/url\("?([^")]+)"?\)/g) : []) {
    const { origin, pathname } = new URL(named, new URL(url, self.location.origin));
    if (origin === self.location.origin) bytes += await storeFile(cache, pathname);
  }
  return bytes;
};

// A pack is whole or it is not there: its manifest is written last, and only then do older ones go.
const keep = async (url, audio, again, tell) => {
  const before = (await queue.packs()).find(({ pack }) => pack.url === url);
  if (before && !again && Date.now() - before.pack.checked < RECHECK_MS) return before.pack;
  const [epoch, answer] = [leaving, await pageFrom(url)];
  const account = answer.headers.get("X-Pilar-Account");
  await queue.belongsTo(account);
  const pack = await answer.json();
  const withAudio = Boolean(pack.audio.length && (audio || before?.pack.withAudio));
  const name = `${queue.PACKS}${account} ${pack.enrolment} ${pack.module} ${pack.revision}${withAudio ? "+" : ""}`;
  const cache = await caches.open(name);
  const whole = await cache.match("/manifest");
  let stored = whole ? (await whole.json()).stored : 0;
  try {
    const addresses = whole ? [] : [...pack.pages, ...(withAudio ? pack.audio.map((each) => each.url) : [])];
    for (const [index, address] of addresses.entries()) {
      tell({ part: index + 1, parts: addresses.length });
      stored += address.startsWith("/berkas/") ? await storeFile(cache, address) : await store(cache, address, await pageFrom(address));
      if (leaving !== epoch || await queue.owner() !== account) throw new Error("signed out meanwhile");
    }
    const told = { ...pack, stored, withAudio, checked: Date.now() };
    await cache.put("/manifest", new Response(JSON.stringify(told)));
    if (before && before.name !== name) await caches.delete(before.name);
    return told;
  } catch (trouble) {
    await caches.delete(name);
    throw trouble;
  }
};

const drop = async (url) => {
  for (const { name, pack } of await queue.packs()) if (pack.url === url) await caches.delete(name);
};
