// The theme watches which section is in sight, and asks each link of the page for one; links
// that open an explorer hold no name of a section. Only the contents' links are meant.
document.addEventListener("DOMContentLoaded", () => {
  document.body.dataset.bsTarget = "#pst-page-toc-nav";
});

// On a narrow screen the page's contents lie in a dialog: who chooses a section sees it.
document.addEventListener("click", ({ target }) => {
  if (target.closest('dialog a[href^="#"]')) target.closest("dialog").close();
});
