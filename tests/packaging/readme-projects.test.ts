import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUserMachine, type UserMachine } from '../user-machine.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** Packages come from a registry. */
const INSTALL_TIMEOUT_MS = 180_000;

let machine: UserMachine;

beforeAll(async () => {
  machine = await createUserMachine();
});
afterAll(() => machine[Symbol.asyncDispose]());

/** What a README says to install, save and run. */
interface Walkthrough {
  readonly dependencies: string;
  readonly devDependencies: string;
  readonly files: readonly (readonly [name: string, text: string])[];
  readonly local: string;
  readonly invoke: string;
}

async function readWalkthrough(path: string): Promise<Walkthrough> {
  const readme = await readFile(join(ROOT, path), 'utf8');
  const first = (pattern: RegExp) => pattern.exec(readme)?.[1]?.trim() ?? `no match of ${pattern} in ${path}`;
  return {
    dependencies: first(/^npm install (@.*)$/m),
    devDependencies: first(/^npm install --save-dev (.*)$/m),
    files: [...readme.matchAll(/save this as\s+`([\w.]+)`[^`]*?:\n\n```\w+\n(.*?)```/gis)].map(
      ([, name = '', text = '']) => [name, text],
    ),
    local: first(/^(npx alr-builder local [^#\n]*)/m),
    invoke: first(/^(npx alr-builder (?:event \S+ \| npx alr-builder )?invoke --local[^#\n]*)/m),
  };
}

describe.each([
  ['README.md', '{"message":"Hello!","input":{"name":"Ada"}}'],
  ['packages/runtime/README.md', '{"message":"Hello!","input":{"name":"Ada"}}'],
  ['packages/event/README.md', 'null'],
])('the first function of %s', (path, expected) => {
  it.each(['npm', 'pnpm'])(
    'type-checks and runs as the page says, with %s',
    async (packageManager) => {
      const { dependencies, devDependencies, files, local, invoke } = await readWalkthrough(path);
      const project = join(machine.folder, `${packageManager}-${path.replaceAll(/\W/g, '-')}`);
      await mkdir(project);
      await writeFile(join(project, 'package.json'), '{ "type": "module" }');
      const add = packageManager === 'npm' ? 'npm install' : 'pnpm add';
      await machine.run(`${add} ${dependencies}`, project);
      await machine.run(`${add} --save-dev ${devDependencies}`, project);
      for (const [name, text] of files) await writeFile(join(project, name), text);
      expect(files.map(([name]) => name)).toContain('tsconfig.json');
      await machine.run('npx --no-install tsc --skipLibCheck false', project);
      const url = await machine.serve(`${local} --port 0`, project);
      expect((await machine.run(`${invoke} --port ${new URL(url).port}`, project)).trim()).toBe(expected);
    },
    INSTALL_TIMEOUT_MS,
  );
});
