/**
 * Builds the package in the working directory: what its package.json offers (`main` or `exports`, `bin`) at
 * `./dist/NAME.js` is bundled from `src/NAME.ts`, with the declarations beside it. Dependencies and peers stay imports.
 *
 * Usage: node build.ts [--apart NAME] [--minify]
 * An entry built apart, beside those of package.json, shares no file with them, which so stay in fewer files. What is
 * loaded at a cold start is minified: its compilation is felt there. The source maps hold the sources.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';

interface Manifest {
  main?: string;
  exports?: Record<string, string>;
  bin?: Record<string, string>;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const bins = Object.values(manifest.bin ?? {});
const paths = new Set([manifest.main ?? '', ...Object.values(manifest.exports ?? {}), ...bins]);
const names = [...paths].map((path) => /^\.\/dist\/(.+)\.js$/.exec(path)?.[1]).filter((name) => name !== undefined);
const imported = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
/** Error messages and logs name classes. */
const keepingClassNames = {
  compress: { keepNames: { class: true, function: false } },
  mangle: { keepNames: { class: true, function: false } },
};

const { apart, minify } = parseArgs({
  options: { apart: { type: 'string', multiple: true, default: [] }, minify: { type: 'boolean', default: false } },
}).values;

rmSync('dist', { recursive: true, force: true });
await bundle(names, '[name].js');
for (const name of apart) await bundle([name], `${name}/[name].js`);
for (const bin of bins) chmodSync(bin, 0o755);

execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });

async function bundle(entries: readonly string[], chunkFileNames: string): Promise<void> {
  const build = await rolldown({
    input: Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
    platform: 'node',
    external: (id) => id.startsWith('node:') || imported.some((name) => id === name || id.startsWith(`${name}/`)),
  });
  await build.write({
    dir: 'dist',
    format: 'esm',
    sourcemap: true,
    minify: minify && keepingClassNames,
    chunkFileNames,
  });
  await build.close();
}
