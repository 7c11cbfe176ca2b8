// The button "Run this page": what it needs is loaded when it is pressed.
(() => {
  const place = document.querySelector(".run-page");
  if (!place) return;
  const [button, words] = place.children;
  const tell = (error) => {
    if (error) words.textContent = error.message;
    words.hidden = false;
  };
  button.addEventListener("click", () => {
    if (location.protocol === "file:") tell();
    else import("./run/page.js").then(({ open }) => open(place)).catch(tell);
  });
})();
