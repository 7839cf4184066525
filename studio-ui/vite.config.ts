// Builds the studio's page into the Python package: fixed file names, so that a rebuild is a small diff.
import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

const TOKENS = readFileSync(new URL("src/styles/tokens.css", import.meta.url), "utf8");
const CONSTANTS = new Map([...TOKENS.matchAll(/(--[sr]\d): ([^;]+);/g)].map((found) => [found[1], found[2]]));

/** Write spaces and radii out where styles use them: no theme and no width gives them another value. */
function constants(): Plugin {
  return {
    name: "constants",
    enforce: "pre",
    transform: (code, id) => (id.endsWith(".css") ? { code: code.replace(/--[sr]\d: [^;]+;/g, "").replace(/var\((--[sr]\d)\)/g, (_, name) => CONSTANTS.get(name)!), map: null } : null),
  };
}

export default defineConfig({
  base: "/static/",
  plugins: [constants()],
  // h(...) instead of jsx(...): 9 kB less.
  oxc: { jsx: { runtime: "classic", pragma: "h", pragmaFrag: "Fragment_" }, jsxInject: 'import { h, Fragment as Fragment_ } from "preact";' },
  build: {
    outDir: "../src/labelproof/studio/static",
    emptyOutDir: true,
    target: "es2022",
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    cssCodeSplit: false,
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: {
      output: {
        entryFileNames: "app.js",
        assetFileNames: (asset) => (asset.names[0]?.endsWith(".css") ? "app.css" : "[name][extname]"),
      },
    },
  },
});
