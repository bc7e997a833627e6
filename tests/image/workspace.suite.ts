import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ContainerEngine, findContainerEngine } from './container-engine.ts';
import { scaffoldFor } from './image-project.ts';
import { runImage, runInImage } from './running-image.ts';

const found = findContainerEngine();
const engine = found as ContainerEngine;

/** A function, two packages that it depends on, and one that it does not. */
const functionSource = `import { Runtime } from '@alr/runtime';
import { priceOf } from '@shop/prices';

export class MyLambda extends Runtime {
  override async handler(event: unknown) {
    return priceOf(String(event));
  }
}
`;
const packagesWith = (version: string) => ({
  // In TypeScript, and not built.
  'packages/prices/package.json': JSON.stringify({
    name: '@shop/prices',
    version: '1.0.0',
    type: 'module',
    exports: './src/index.ts',
    dependencies: { '@shop/money': version },
  }),
  'packages/prices/src/index.ts': `import { format } from '@shop/money';
export enum Price { Tea = 3, Cake = 4 }
export const priceOf = (name: string): string => format(Price[name as keyof typeof Price]);
`,
  // Built by a script, which npm runs as it installs the package, too.
  'packages/money/package.json': JSON.stringify({
    name: '@shop/money',
    version: '1.0.0',
    type: 'module',
    main: 'dist/index.js',
    scripts: { build: 'node build.mjs', prepare: 'node build.mjs' },
    dependencies: { ms: '2.1.3' },
  }),
  'packages/money/build.mjs': `import { cpSync } from 'node:fs';
import 'ms';
cpSync('src', 'dist', { recursive: true });
`,
  'packages/money/src/index.js': 'export const format = (amount) => amount + " EUR";\n',
  // A build of this package would fail.
  'packages/web/package.json': JSON.stringify({ name: 'web', version: '1.0.0', scripts: { build: 'exit 1' } }),
  '.env': 'TOKEN=hunter2',
});

describe.skipIf(found === undefined).each([
  {
    packageManager: 'npm',
    version: '*',
    root: { 'package.json': '{ "private": true, "workspaces": ["packages/*"] }' },
  },
  {
    packageManager: 'pnpm',
    version: 'workspace:*',
    root: { 'package.json': '{ "private": true }', 'pnpm-workspace.yaml': 'packages: ["packages/*"]\n' },
  },
])('the image of a function in a workspace of $packageManager', ({ packageManager, version, root }) => {
  it('contains the packages of the workspace that the function imports', async () => {
    const files = { ...root, ...packagesWith(version) };
    const project = await scaffoldFor(engine, `alr-image-test-${packageManager}-workspace`, [], files);
    try {
      await project.edit('src/app.ts', () => functionSource);
      await project.edit('package.json', (text) =>
        text.replace('"dependencies":{', `"dependencies":{"@shop/prices":"${version}",`),
      );
      expect(await project.builder('image')).toMatch(/compile cache: used for \d+ files/);
      await using image = await runImage(engine, project.tag);
      expect(await image.invoke('Tea')).toBe('3 EUR');

      await writeFile(
        join(project.directory, '../money/src/index.js'),
        'export const format = (amount) => "EUR " + amount;\n',
      );
      await project.builder('image');
      await using changed = await runImage(engine, project.tag);
      expect(await changed.invoke('Cake')).toBe('EUR 4');

      await project.builder('image', '--', '--target=build');
      const listEnvFiles = `console.log(require('fs').readdirSync('/build', { recursive: true }).filter((file) => /\\.env/.test(file) && !/node_modules/.test(file)).join())`;
      expect(await runInImage(engine, project.tag, listEnvFiles)).toBe('');
    } finally {
      await project.remove();
    }
  });
});
