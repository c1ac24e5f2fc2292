// Before the first paint: where no theme was chosen, follow the system's.
(() => {
  const root = document.documentElement;
  if (!root.dataset.bsTheme && matchMedia("(prefers-color-scheme: dark)").matches) root.dataset.bsTheme = "dark";
})();
