/* Three conveniences: the dark appearance, filters above a table, and boxes that scroll with the keyboard. The book reads without them. */
(() => {
  const root = document.documentElement;
  const kept = (() => { try { return localStorage.getItem("theme"); } catch { return null; } })();
  if (kept) root.dataset.theme = kept; // before anything is drawn

  const isDark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

  function themeButton() {
    const button = document.querySelector("button.theme");
    const name = () => { button.textContent = isDark() ? "Light" : "Dark"; button.setAttribute("aria-label", button.textContent + " appearance"); };
    button.hidden = false;
    name();
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* a private window keeps nothing: the choice holds for this page */ }
      name();
    });
  }

  function filters(form) {
    const rows = [...document.querySelectorAll(`#${form.dataset.filters} tbody tr`)].map((row) => [row, row.textContent.toLowerCase()]);
    const status = form.querySelector("[role=status]");
    const noun = status.dataset.noun;
    const selects = [...form.querySelectorAll("select")];
    function apply() {
      const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const [row, text] of rows) {
        const fits = words.every((word) => text.includes(word)) && selects.every((s) => !s.value || row.dataset[s.name].split(" ").includes(s.value));
        row.hidden = !fits;
        shown += fits;
      }
      status.textContent = shown === rows.length ? `${shown} ${noun}` : `${shown} of ${rows.length} ${noun}`;
    }
    // A link may choose: ledger.html?lesson=03
    const wanted = new URLSearchParams(location.search);
    for (const select of selects) if (wanted.has(select.name)) select.value = wanted.get(select.name);
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(apply));
    form.hidden = false;
    apply();
  }

  // A long list at the side opens where the reader is.
  function side() {
    const here = document.querySelector(".side [aria-current]");
    const list = document.querySelector(".side");
    if (here && list.scrollHeight > list.clientHeight) list.scrollTop = here.offsetTop - list.clientHeight / 3;
  }

  function scrollers() {
    for (const box of document.querySelectorAll("pre, .table-box, .formula")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    themeButton();
    document.querySelectorAll("form[data-filters]").forEach(filters);
    side();
    scrollers();
    addEventListener("resize", scrollers);
  });
})();
