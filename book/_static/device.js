// The page on what this device keeps: how far the reader has come, and the book itself.
(() => {
  const { documentElement } = document;
  const root = new URL(documentElement.dataset.content_root, location.href).href;

  /** Shows what is for one of some states, and hides what is for others. */
  const show = (tools, ...states) => {
    for (const part of tools.querySelectorAll("[data-when]")) {
      part.hidden = !states.includes(part.dataset.when);
    }
  };

  /** Calls a function for the button that has been pressed. */
  const listen = (tools, does) =>
    tools.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-do]");
      if (button) does[button.dataset.do]();
    });

  // Progress: whatever the book's scripts keep, under names that begin alike.

  const isOurs = (key) => /^convlib[ -]/.test(key);
  const progress = document.querySelector("#progress-tools");
  const say = (name) => {
    const { content } = progress.querySelector(`[data-said=${name}]`);
    progress.querySelector("[role=status]").textContent = content.textContent;
  };
  const keys = () => Object.keys(localStorage).filter(isOurs);
  const isObject = (value) => Object.prototype.toString.call(value) === "[object Object]";
  const parsed = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };

  /** Two memories in one: of two numbers the larger, of two answers the file's. */
  function merged(own, theirs) {
    if (typeof own === "number" && typeof theirs === "number") return Math.max(own, theirs);
    if (!isObject(own) || !isObject(theirs)) return theirs;
    const both = Object.entries(theirs).map(([key, value]) => [key, merged(own[key], value)]);
    return { ...own, ...Object.fromEntries(both) };
  }

  function row(link, { read, answers, all }) {
    const right = Object.values(Object(answers)).filter((answer) => answer?.right).length;
    const line = document.createElement("tr");
    const cells = [link, read ? "✓" : "–", all ? `${right} / ${all}` : "–"];
    for (const content of cells) line.insertCell().append(content);
    return line;
  }

  function showProgress() {
    const pages = Object(Object(parsed("convlib progress")).pages);
    const rows = [...document.querySelectorAll(".bd-docs-nav a.internal")].flatMap((entry) => {
      const known = pages[entry.href.slice(root.length).replace(/\.html$/, "")];
      if (!isObject(known) || (!known.read && !known.all)) return [];
      const link = Object.assign(document.createElement("a"), { href: entry.href });
      link.textContent = entry.firstChild.textContent;
      return [row(link, known)];
    });
    const counts = Object.values(Object(parsed("convlib practice"))).map(Number);
    const count = counts.reduce((sum, one) => sum + one, 0);
    const disk = location.protocol === "file:" ? ["disk"] : [];
    show(progress, "able", ...disk, ...(rows.length || count ? [] : ["nothing"]));
    progress.querySelector("tbody").replaceChildren(...rows);
    progress.querySelector("table").hidden = !rows.length;
    progress.querySelector("[data-practised]").hidden = !count;
    progress.querySelector("output").textContent = count;
    for (const button of progress.querySelectorAll("button")) button.disabled = !keys().length;
  }

  async function add(file) {
    try {
      const kept = Object.entries(JSON.parse(await file.text()).kept);
      if (!kept.every(([key]) => isOurs(key))) throw new TypeError(file.name);
      for (const [key, value] of kept) {
        localStorage.setItem(key, JSON.stringify(merged(parsed(key), value)));
      }
      say("added");
    } catch {
      say("refused");
    }
    showProgress();
  }

  try {
    localStorage.length;
    showProgress();
  } catch {
    show(progress, "unable");
  }
  listen(progress, {
    save: () => {
      const kept = Object.fromEntries(keys().map((key) => [key, parsed(key)]));
      const file = new Blob([JSON.stringify({ kept }, null, 1)], { type: "application/json" });
      const link = document.createElement("a");
      Object.assign(link, { href: URL.createObjectURL(file), download: "progress.json" });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href));
    },
    forget: () => {
      if (!confirm(progress.querySelector("[data-said=sure]").content.textContent)) return;
      for (const key of keys()) localStorage.removeItem(key);
      say("forgotten");
      showProgress();
    },
  });
  progress.querySelector("input").addEventListener("change", async ({ target }) => {
    await add(target.files[0]);
    target.value = "";
  });

  // The book itself: its worker is there only for readers who have asked for it.

  const offline = document.querySelector("#offline-tools");
  const workers = navigator.serviceWorker;
  const own = async () =>
    (await workers.getRegistrations()).find(({ scope }) => scope === root);

  async function remove() {
    await (await own())?.unregister();
    const copies = (await caches.keys()).filter((key) => key.startsWith(`convlib ${root} `));
    await Promise.all(copies.map((key) => caches.delete(key)));
    show(offline, "off");
  }

  /** Waits until the worker has the whole book, or has given up. */
  const settled = (worker) =>
    new Promise((settle) => {
      const look = () => ["activated", "redundant"].includes(worker.state) && settle();
      worker.addEventListener("statechange", look);
      look();
    });

  async function keep() {
    show(offline, "loading");
    try {
      const { installing, active } = await workers.register(`${root}offline.js`);
      if (installing) await settled(installing);
      if (!active && installing.state === "redundant") throw new Error("not kept");
      show(offline, "on");
    } catch {
      await remove();
      show(offline, "off", "failed");
    }
  }

  listen(offline, { keep, remove });
  const works = isSecureContext && workers && location.protocol.startsWith("http");
  if (!works) show(offline, "unable");
  else own().then((found) => show(offline, found?.active ? "on" : "off"));
})();
