/**
 * Builds the package in the working directory: what its package.json offers (`exports`, `bin`) at `./dist/NAME.js`
 * is bundled from `src/NAME.ts`, with the declarations beside it. Dependencies and peers stay imports; development
 * dependencies that are imported become part of the bundle.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { rolldown } from 'rolldown';

interface Manifest {
  exports: Record<string, string>;
  bin?: Record<string, string>;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const bins = Object.values(manifest.bin ?? {});
const names = [...Object.values(manifest.exports), ...bins]
  .map((path) => /^\.\/dist\/(.+)\.js$/.exec(path)?.[1])
  .filter((name) => name !== undefined);
const installed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });

rmSync('dist', { recursive: true, force: true });
const bundle = await rolldown({
  input: Object.fromEntries(names.map((name) => [name, `src/${name}.ts`])),
  platform: 'node',
  external: (id) => id.startsWith('node:') || installed.some((name) => id === name || id.startsWith(`${name}/`)),
});
await bundle.write({ dir: 'dist', format: 'esm', sourcemap: true, chunkFileNames: '[name].js' });
await bundle.close();
for (const bin of bins) chmodSync(bin, 0o755);

execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
