// On a narrow screen the page's contents lie in a dialog: who chooses a section sees it.
document.addEventListener("click", ({ target }) => {
  if (target.closest('dialog a[href^="#"]')) target.closest("dialog").close();
});
