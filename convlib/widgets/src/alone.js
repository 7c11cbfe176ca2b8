/**
 * What a page that shows one explorer and nothing else does besides: it follows the
 * reader's theme, unless it or its address (`?theme=dark`) has one, and tells a page around
 * it how high it is.
 */
const { documentElement: root, body } = document;

const asked = new URLSearchParams(location.search).get("theme");
if (asked === "light" || asked === "dark") root.dataset.theme = asked;
if (!root.dataset.theme) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    root.dataset.theme = dark.matches ? "dark" : "light";
  };
  dark.addEventListener("change", follow);
  follow();
}

if (parent !== window) {
  const tell = () => parent.postMessage({ convlib: "height", height: body.offsetHeight }, "*");
  new ResizeObserver(tell).observe(body);
}
