// The way to the same page in another language: it leads to the same place, and the explorers
// are there as the reader has left them. The address holds it all, since pages that are opened
// from disk share nothing else: `#place=NUMBER.SECTION&explorer=...`, a part of a section by
// its number there, and a link for each explorer that was changed (`twin.js` of theirs).
(() => {
  const PLACE = "#place=";

  /** An edition that the reader has chosen: no other one is offered from then on. */
  function choose(language) {
    try {
      localStorage.setItem("edition", language);
    } catch {
      // A page that may not keep anything.
    }
  }

  /** The part of a section that is at the top of the window. */
  function place() {
    const top = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
    const parts = [...document.querySelectorAll("article section[id] > :not(section)")];
    const part = parts.find((one) => one.getBoundingClientRect().bottom > top);
    if (!part || scrollY === 0) return "";
    return `${[...part.parentElement.children].indexOf(part)}.${part.parentElement.id}`;
  }

  function take({ target }) {
    const link = target.closest(".edition-switch");
    if (!link) return;
    const changed = [];
    dispatchEvent(new CustomEvent("convlib-leave", { detail: changed }));
    const all = [place(), ...changed];
    link.search = location.search;
    link.hash = all.some(Boolean) ? PLACE + all.join("&") : "";
    choose(link.lang);
  }

  function arrive() {
    const [, number, section] = location.hash.match(/^#place=(\d+)\.([^&]*)/) ?? [];
    const found = document.getElementById(section);
    (found?.children[number] ?? found)?.scrollIntoView({ behavior: "instant" });
  }

  addEventListener("click", take, true);
  addEventListener("auxclick", take, true);
  for (const offer of document.querySelectorAll(".edition-offer")) {
    offer.querySelector("button").addEventListener("click", () => {
      choose(document.documentElement.lang);
      offer.remove();
    });
  }
  // Who comes back, or loads the page again, is where they were.
  const came = performance.getEntriesByType("navigation")[0]?.type;
  if (["reload", "back_forward"].includes(came) || !location.hash.startsWith(PLACE)) return;
  // Explorers above the place may still be drawn: it is held until the reader does something.
  const holding = new ResizeObserver(arrive);
  holding.observe(document.querySelector("article"));
  for (const sign of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(sign, () => holding.disconnect(), { once: true, passive: true });
  }
})();
