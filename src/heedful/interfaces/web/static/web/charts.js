// Draws the options that the server built; the table below each chart says the same without it.
(() => {
  "use strict";
  const root = document.documentElement;
  const theme = () => (root.dataset.bsTheme === "dark" ? "dark" : "light");
  const minus = (value) => String(value).replace("-", "\u2212");
  const short = (value) => {
    for (const [size, letter] of [[1e9, "bn"], [1e6, "M"], [1e3, "k"]]) if (value >= size) return `${value / size}\u00a0${letter}`;
    return String(value);
  };
  const drawn = new Map();

  const option = (box) => {
    const given = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    const chosen = ((box.clientWidth < 480 && given.narrow) || given)[theme()];
    for (const axis of [chosen.xAxis, chosen.yAxis].filter(Boolean)) {
      if (axis.type === "value") axis.axisLabel.formatter = minus;
      if (axis.type === "log") axis.axisLabel.formatter = short;
    }
    return chosen;
  };
  const draw = (box) => {
    const chart = drawn.get(box) ?? echarts.init(box, null, { renderer: "svg" });
    drawn.set(box, chart);
    chart.setOption(option(box), true);
  };
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      seen.unobserve(entry.target);
      requestAnimationFrame(() => draw(entry.target));
    }
  }, { rootMargin: "200px" });
  const look = () => document.querySelectorAll("[data-chart]").forEach((box) => { if (!drawn.has(box)) seen.observe(box); });

  new ResizeObserver(() => drawn.forEach((chart, box) => (box.isConnected ? chart.resize() : drawn.delete(box)))).observe(document.body);
  new MutationObserver(() => drawn.forEach((_, box) => draw(box))).observe(root, { attributeFilter: ["data-bs-theme"] });
  document.addEventListener("htmx:afterSwap", look);
  document.addEventListener("htmx:after:swap", look);
  look();
})();
