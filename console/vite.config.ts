import { defineConfig, type Plugin } from 'vite';

/** The editor is loaded later, and needs nothing else. What Vite would add to load that first is 0.8 KB compressed. */
const importOnly: Plugin = {
  name: 'import-only',
  enforce: 'pre',
  load: { filter: { id: /preload-helper/ }, handler: () => 'export const __vitePreload = (load) => load();' },
};

export default defineConfig({
  plugins: [importOnly],
  oxc: {
    // Children are arguments instead of properties: the page is 0.6 KB smaller than with the runtime of tsconfig.json.
    jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Group' },
    jsxInject: `import { Fragment as Group, h } from 'preact'`,
  },
  build: {
    target: 'es2024',
    // The first ones that have JSON.rawJSON. They have light-dark(), too, for which there would be a substitute otherwise.
    cssTarget: ['chrome123', 'firefox135', 'safari18.4'],
    modulePreload: false,
    // A file in the HTML would need an exception from the content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    // What the page contains may only be distributed with its licenses.
    license: { fileName: 'licenses.md' },
  },
});
