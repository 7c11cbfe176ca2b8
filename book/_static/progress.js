// What a reader does is remembered in the browser, and nowhere else: answers, chapters read to
// their end, and the place where the reader was. The contents show it, and the first page
// leads back. Where a browser keeps nothing, all works without.
(() => {
  const KEY = "convlib progress";
  const root = new URL(document.documentElement.dataset.content_root, location.href).pathname;
  const contents = document.querySelector(".bd-docs-nav");
  const nameOf = ({ pathname }) => pathname.slice(root.length).replace(/\.html$/, "");
  const name = nameOf(location);

  /** What is kept; whatever is not as it should be counts as nothing. */
  function kept() {
    try {
      const { pages, last } = JSON.parse(localStorage.getItem(KEY)) ?? {};
      return { pages: { ...pages }, last };
    } catch {
      return { pages: {} };
    }
  }

  const pageIn = (progress) => ({ answers: {}, ...progress.pages[name] });

  /** Changes what is kept of this page. */
  function keep(change, last) {
    const progress = kept();
    progress.pages[name] = { ...pageIn(progress), ...change };
    if (last) progress.last = last;
    try {
      localStorage.setItem(KEY, JSON.stringify(progress));
    } catch {
      // A page that may not keep anything.
    }
    showInContents();
  }

  // The contents: a mark before each page that something is known of.

  function showInContents() {
    if (!contents) return;
    const { pages } = kept();
    for (const old of contents.querySelectorAll(".progress-mark")) old.remove();
    for (const link of contents.querySelectorAll("a.internal")) {
      const { read, answers, all } = Object(pages[nameOf(link)]);
      const right = Object.values(Object(answers)).filter((answer) => answer?.right).length;
      if (!read && !right) continue;
      const { read: readWords, right: rightWords } = contents.dataset;
      const counted = rightWords.replace("{right}", right).replace("{all}", all);
      const words = [read && readWords, right && counted].filter(Boolean).join(", ");
      const mark = Object.assign(document.createElement("span"), {
        className: "progress-mark",
        title: words,
        innerHTML: '<span aria-hidden="true"></span><span class="visually-hidden"></span>',
      });
      mark.firstChild.textContent = read ? "✓" : "·";
      mark.lastChild.textContent = ` (${words})`;
      link.append(mark);
    }
  }

  // Answers

  const boxes = [...document.querySelectorAll("[data-exercise]")];
  const names = new Set(boxes.map((box) => box.dataset.exercise));
  const fieldsOf = (box) => [...box.querySelectorAll(".answer input")];
  const valueOf = (field) => (field.type === "radio" ? field.checked : field.value);

  /** The answers to this page's exercises; those that it no longer has are gone. */
  const answersHere = () =>
    Object.fromEntries(
      Object.entries(Object(pageIn(kept()).answers)).filter(([exercise]) => names.has(exercise)),
    );

  document.addEventListener("submit", ({ target }) => {
    const box = target.closest("[data-exercise]");
    if (!box) return;
    requestAnimationFrame(() => {
      const { verdict } = box.querySelector(".verdict").dataset;
      if (!verdict) return;
      const answer = { texts: fieldsOf(box).map(valueOf), right: verdict === "right" };
      const answers = { ...answersHere(), [box.dataset.exercise]: answer };
      keep({ answers, all: boxes.length });
    });
  });

  /** Answers again, as the reader did; it is no news, and not spoken. */
  async function restore(box, texts) {
    const fields = fieldsOf(box);
    if (!Array.isArray(texts) || texts.length !== fields.length) return;
    for (const [number, field] of fields.entries()) {
      if (field.type === "radio") {
        if (texts[number] === true) field.click();
      } else {
        field.value = texts[number];
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      await new Promise((drawn) => setTimeout(drawn));
    }
    const verdict = box.querySelector(".verdict");
    verdict.ariaLive = "off";
    box.querySelector("form").requestSubmit();
    requestAnimationFrame(() => requestAnimationFrame(() => (verdict.ariaLive = null)));
  }

  function restoreAll() {
    const answers = answersHere();
    const waiting = new Set(boxes.filter((box) => answers[box.dataset.exercise]));
    if (name in kept().pages) keep({ answers, all: boxes.length });
    if (!waiting.size) return;
    const look = () => {
      for (const box of waiting) {
        if (!box.querySelector("[data-ready]")) continue;
        waiting.delete(box);
        restore(box, answers[box.dataset.exercise].texts);
      }
      if (!waiting.size) observer.disconnect();
    };
    const observer = new MutationObserver(look);
    const options = { subtree: true, attributeFilter: ["data-ready"] };
    observer.observe(document.querySelector("article"), options);
    look();
  }

  // Where the reader is

  function follow() {
    const end = document.querySelector(".prev-next-footer");
    new IntersectionObserver(([{ isIntersecting }]) => {
      if (isIntersecting && scrollY > 0) keep({ read: true });
    }).observe(end);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "hidden") return;
      const passed = [...document.querySelectorAll("article section section[id]")].filter(
        (section) => section.getBoundingClientRect().top < innerHeight / 2,
      );
      keep({}, { page: name, place: passed.at(-1)?.id ?? "" });
    });
  }

  function leadBack() {
    const line = document.querySelector(".continue-reading");
    const { last } = kept();
    const links = contents ? [...contents.querySelectorAll("a.internal")] : [];
    const link = links.find((one) => nameOf(one) === last?.page);
    if (!line || !link) return line?.remove();
    const { href, textContent } = link;
    const place = last.place ? `#${encodeURIComponent(last.place)}` : "";
    Object.assign(line.querySelector("a"), { href: href + place, textContent });
    line.hidden = false;
  }

  leadBack();
  showInContents();
  restoreAll();
  if (document.querySelector("article h1 .section-number")) follow();
})();
