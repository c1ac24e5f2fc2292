import { build } from "esbuild";
import { copyFile, readFile } from "node:fs/promises";

const out = new URL("../../src/heedful/rendering/charts/vendor/", import.meta.url);
const library = new URL("node_modules/echarts/", import.meta.url);
const { version } = JSON.parse(await readFile(new URL("package.json", library)));

await build({
  entryPoints: ["entry.mjs"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2019",
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  banner: { js: `/* Apache ECharts ${version}, Apache-2.0, modular build; see LICENSE and NOTICE beside this file */` },
  outfile: new URL("echarts.min.js", out).pathname,
});
const licences = {
  LICENSE: "LICENSE",
  NOTICE: "NOTICE",
  "LICENSE-d3": "licenses/LICENSE-d3",
  "LICENSE-zrender": "../zrender/LICENSE",
};
for (const [name, source] of Object.entries(licences)) await copyFile(new URL(source, library), new URL(name, out));
