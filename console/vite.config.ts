import { defineConfig } from 'vite';

export default defineConfig({
  // JSX is compiled for Preact as tsconfig.json says.
  build: {
    target: 'es2024',
    // The page needs no old browser: `modulepreload` would only add code.
    modulePreload: { polyfill: false },
    // A file in the HTML would need an exception from the content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    // What the page contains may only be distributed with its licenses.
    license: { fileName: 'licenses.md' },
  },
});
