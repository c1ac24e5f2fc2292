// Keys, row selection and small comforts. Everything here is an extra: pages work without it.
(() => {
  "use strict";
  const keysOff = () => localStorage.getItem("keys") === "off";
  const typing = (el) => el.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
  let current = -1;

  const show = (index) => {
    const all = rows();
    if (!all.length) return;
    current = Math.max(0, Math.min(all.length - 1, index));
    all.forEach((row, i) => row.classList.toggle("hd-current", i === current));
    const link = all[current].querySelector("a");
    if (link) link.focus();
    all[current].scrollIntoView({ block: "nearest" });
  };
  const count = () => {
    const boxes = [...document.querySelectorAll("[data-select]")];
    const chosen = boxes.filter((box) => box.checked).length;
    document.querySelectorAll("[data-bulk]").forEach((bar) => { bar.hidden = chosen === 0; });
    document.querySelectorAll("[data-bulk-count]").forEach((el) => { el.textContent = chosen; });
  };
  const actions = {
    j: () => show(current + 1),
    k: () => show(current - 1),
    x: () => { const box = rows()[current]?.querySelector("[data-select]"); if (box) { box.checked = !box.checked; count(); } },
    "/": () => document.querySelector("[data-search]")?.focus(),
    "?": () => document.getElementById("keys")?.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "k") { event.preventDefault(); actions["/"](); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || keysOff() || typing(event.target)) return;
    const action = actions[event.key];
    if (action) { event.preventDefault(); action(); }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-select-all]")) {
      document.querySelectorAll("[data-select]").forEach((box) => { box.checked = event.target.checked; });
    }
    if (event.target.matches("[data-select], [data-select-all]")) count();
    if (event.target.matches("form[data-auto] select, form[data-auto] input[type=date]")) event.target.form.requestSubmit();
    if (event.target.id === "keys-off") localStorage.setItem("keys", event.target.checked ? "off" : "on");
  });
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm;
    if (question && !confirm(question)) event.preventDefault();
  });
  const ready = () => {
    count();
    const box = document.getElementById("keys-off");
    if (box) box.checked = keysOff();
  };
  ready();
  addEventListener("pageshow", (event) => {  // Back shows the page as it was asked for, not the choice that left it
    const back = event.persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    if (back) document.querySelectorAll("form[data-auto]").forEach((form) => form.reset());
  });
  document.querySelectorAll("[data-keys]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", actions["?"]);
  });
  document.addEventListener("htmx:afterSwap", () => { current = -1; ready(); });
  document.addEventListener("htmx:after:swap", () => { current = -1; ready(); });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.hd-person[open], details.hd-fig[open]").forEach((el) => { if (!el.contains(event.target)) el.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.hd-person[open], details.hd-fig[open], details.hd-menu-toggle[open]").forEach((el) => { el.open = false; el.querySelector("summary").focus(); });
  });
})();
