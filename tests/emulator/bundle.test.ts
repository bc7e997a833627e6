import { spawnSync } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocal } from '@alr/builder';
import { describe, expect, it, vi } from 'vitest';
import { type Files, linkPackage, writeFunction } from '../conformance/function/lambda.ts';
import { kinds, kindsResponse, legacyDecorators } from '../typescript-kinds.ts';
import { emulateIn } from './emulated-function.ts';

const manifest = JSON.stringify({ type: 'module', devDependencies: { rolldown: '1' } });
const greeting = (text: string) => `export const greeting: string = '${text}';\n`;
const app = `import { greeting } from './greeting';
enum Kind { Plain = 'plain' }
export const handler = async (event: { exit?: boolean }): Promise<string> => {
  if (event.exit) process.exit(1);
  return Kind.Plain + ' ' + greeting;
};
`;
const files: Files = { 'package.json': manifest, 'src/app.ts': app, 'src/greeting.ts': greeting('hello') };

/** A project with the bundler. */
async function bundledProject(source: Files): Promise<string> {
  const directory = await writeFunction(source);
  await linkPackage('rolldown', directory);
  return directory;
}

async function emulateBundled(source: Files = files, handler = 'src/app.handler') {
  const directory = await bundledProject(source);
  const emulated = await emulateIn(directory, { handler, watch: true });
  return { ...emulated, write: (path: string, text: string) => writeFile(join(directory, path), text), directory };
}

describe('a function of a project with a bundler', () => {
  it.each([
    ['an ES module', manifest],
    ['CommonJS', JSON.stringify({ devDependencies: { rolldown: '1' } })],
  ])('can have all kinds of TypeScript, in a project of type %s', async (_, text) => {
    const source = { ...kinds, 'package.json': text, 'tsconfig.json': legacyDecorators };
    await using emulated = await emulateBundled(source, './src/kinds.ts');
    expect(await emulated.invoke()).toEqual(kindsResponse);
  });

  it('goes on with its last code after an error in the sources, and recovers', async () => {
    await using emulated = await emulateBundled();
    expect(await emulated.invoke()).toBe('plain hello');
    await emulated.write('src/greeting.ts', 'export const = 1;\n');
    await emulated.until('build-failed');
    const [failed] = emulated.events.filter((event) => event.type === 'build-failed');
    expect(failed).toEqual({
      type: 'build-failed',
      message: expect.stringMatching(/^the function cannot be built: .*src\/greeting\.ts:1:14.*export const = 1;/s),
      staysInUse: true,
    });
    expect(await emulated.invoke()).toBe('plain hello');
    await emulated.write('src/greeting.ts', greeting('again'));
    await emulated.until('restarting');
    expect(await emulated.invoke()).toBe('plain again');
  });

  it('fails with the error in its sources until that is fixed', async () => {
    await using emulated = await emulateBundled({ ...files, 'src/greeting.ts': 'export const = 1;\n' });
    await expect(emulated.invoke()).rejects.toMatchObject({
      errorType: 'Runtime.BuildFailed',
      errorMessage: expect.stringContaining('src/greeting.ts:1:14'),
    });
    await emulated.write('src/greeting.ts', greeting('fixed'));
    await emulated.until('restarting');
    expect(await emulated.invoke()).toBe('plain fixed');
  });

  it('goes on with its last code while a package is not installed, and then recovers', async () => {
    await using emulated = await emulateBundled();
    await emulated.invoke();
    await emulated.write('src/app.ts', `import { size } from '@shop/sizes';\n${app}console.log(size);`);
    await emulated.until('build-failed');
    const [failed] = emulated.events.filter((event) => event.type === 'build-failed');
    expect(failed?.message).toBe(
      `the function cannot be built: src/app.ts:1:22: cannot find @shop/sizes: install the package, as in npm install @shop/sizes, or, if it is an alias, add it to "paths" in tsconfig.json
    import { size } from '@shop/sizes';`,
    );
    // A process that ends is replaced by another one, which loads the bundle again.
    await expect(emulated.invoke({ exit: true })).rejects.toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(await emulated.invoke()).toBe('plain hello');
    const modules = join(emulated.directory, 'node_modules');
    await mkdir(join(modules, '@shop/sizes'), { recursive: true });
    await writeFile(join(modules, '@shop/sizes/package.json'), '{ "main": "main.js" }');
    await writeFile(join(modules, '@shop/sizes/main.js'), 'exports.size = "large";');
    // A package manager writes this at the end.
    await writeFile(join(modules, '.package-lock.json'), '{}');
    await emulated.until('restarting');
    await emulated.invoke();
    expect(emulated.log()).toContain('large');
  });

  it('names the package manager of the project', async () => {
    const source = { ...files, 'yarn.lock': '', 'src/app.ts': `import 'sharps';\n${app}` };
    const start = (directory: string) => startLocal({ handler: 'src/app.handler', directory, port: 0 });
    await expect(start(await bundledProject(source))).rejects.toThrow('as in yarn add sharps');
    await expect(start(await writeFunction(source))).rejects.toThrow(
      /rolldown, .* is not installed in .*: run yarn install$/,
    );
  });

  it('is refused if package.json does not list the bundler of its image, with what to add', async () => {
    const source = { ...files, 'package.json': '{ "type": "module" }', 'image/bundle.mjs': '', 'pnpm-lock.yaml': '' };
    const directory = await writeFunction(source);
    await expect(startLocal({ handler: 'src/app.handler', directory, port: 0 })).rejects.toThrow(
      /rolldown, .* is not installed in .*: run pnpm add --save-dev rolldown$/,
    );
  });

  it('notices a new file that makes an import succeed', async () => {
    await using emulated = await emulateBundled();
    await emulated.invoke();
    await emulated.write('src/app.ts', `import './later';\n${app}`);
    await emulated.until('build-failed');
    await emulated.write('src/later.ts', '');
    await emulated.until('restarting');
    expect(await emulated.invoke()).toBe('plain hello');
  });

  it('is built at the start, or the start fails', async () => {
    const directory = await bundledProject({ ...files, 'src/greeting.ts': 'export const = 1;\n' });
    await expect(startLocal({ handler: 'src/app.handler', directory, port: 0 })).rejects.toMatchObject({
      name: 'BuildError',
      message: expect.stringContaining('src/greeting.ts:1:14'),
    });
  });

  it.each([
    ['npm', { 'package.json': { workspaces: ['packages/*'] } }, '.'],
    ['pnpm', { 'pnpm-workspace.yaml': { packages: ['packages/*'] }, 'package.json': {} }, 'packages/orders'],
  ])('restarts if a package of its workspace changes, of %s, and maps errors to it', async (_, roots, linking) => {
    const lib = (text: string) => `${greeting(text)}export const fail = (): never => {
  throw new Error('failed');
};
`;
    const workspace = await bundledProject({
      ...Object.fromEntries(
        Object.entries(roots).map(([name, root]) => [
          name,
          JSON.stringify({ ...root, ...(name === 'package.json' && { devDependencies: { rolldown: '1' } }) }),
        ]),
      ),
      'packages/lib/package.json': JSON.stringify({ name: '@shop/lib', type: 'module', exports: './lib.ts' }),
      'packages/lib/lib.ts': lib('lib'),
      'packages/orders/package.json': JSON.stringify({ dependencies: { '@shop/lib': '*' } }),
      'packages/orders/app.ts': `${app.replace('{ greeting } from', '{ fail, greeting } from').replace('./greeting', '@shop/lib')}
export const failing = async () => fail();
`,
    });
    await mkdir(join(workspace, linking, 'node_modules/@shop'), { recursive: true });
    await symlink(join(workspace, 'packages/lib'), join(workspace, linking, 'node_modules/@shop/lib'));
    const directory = join(workspace, 'packages/orders');
    const file = join(workspace, 'packages/lib/lib.ts');
    await using emulated = await emulateIn(directory, { handler: 'app.handler', watch: true });
    expect(await emulated.invoke()).toBe('plain lib');
    // As some editors save a file.
    await writeFile(`${file}.new`, lib('changed'));
    await rename(`${file}.new`, file);
    await emulated.until('restarting');
    expect(await emulated.invoke()).toBe('plain changed');
    await using failing = await emulateIn(directory, { handler: 'app.failing' });
    await expect(failing.invoke()).rejects.toMatchObject({
      trace: expect.arrayContaining([expect.stringContaining(`${file}:3:9`)]),
    });
  });

  it('does not restart because of a log, coverage, build output, or what it writes', async () => {
    const writes = `import { writeFileSync } from 'node:fs';
import { greeting } from './greeting';
export const handler = async () => {
  for (const name of ['data.json', 'src/generated.ts']) writeFileSync(name, String(Math.random()));
  return greeting;
};
`;
    await using emulated = await emulateBundled({
      ...files,
      'src/app.ts': writes,
      'dist/app.js': '',
      'coverage/a.json': '',
    });
    for (const name of ['local.log', 'dist/app.js', 'coverage/a.json', 'src/app.test.ts']) {
      await emulated.write(name, 'text');
      expect(await emulated.invoke()).toBe('hello');
    }
    await emulated.write('src/greeting.ts', greeting('changed'));
    await emulated.until('restarting');
    expect(await emulated.invoke()).toBe('changed');
    const reasons = emulated.events.map((event) => (event.type === 'restarting' ? event.reason : undefined));
    expect(new Set(reasons)).toEqual(new Set([undefined, 'src/greeting.ts changed']));
  });

  it('reads the files that it declares, where the image has them', async () => {
    const read = `import { readFileSync } from 'node:fs';
export const handler = async (): Promise<string[]> =>
  [new URL('../texts/a.txt', import.meta.url), 'texts/a.txt'].map((path) => readFileSync(path, 'utf8'));`;
    const declared = { type: 'module', devDependencies: { rolldown: '1' }, alr: { files: ['texts'] } };
    const source = { 'package.json': JSON.stringify(declared), 'src/app.ts': read, 'texts/a.txt': 'one' };
    await using emulated = await emulateBundled(source);
    expect(await emulated.invoke()).toEqual(['one', 'one']);
    await emulated.write('texts/a.txt', 'two');
    await emulated.until('restarting');
    expect(await emulated.invoke()).toEqual(['two', 'two']);
  });

  it('says how to declare a file that it reads', async () => {
    const read = `import { readFileSync } from 'node:fs';
export const handler = async (): Promise<string> => readFileSync(new URL('./a.txt', import.meta.url), 'utf8');`;
    await using emulated = await emulateBundled({ ...files, 'src/app.ts': read, 'src/a.txt': 'one' });
    await expect(emulated.invoke()).rejects.toMatchObject({ errorMessage: expect.stringContaining('ENOENT') });
    await emulated.until('warning');
    expect(emulated.events.filter((event) => event.type === 'warning')).toEqual([
      {
        type: 'warning',
        message: expect.stringMatching(/^src\/a\.txt is not in the bundle.*"files": \["src\/a\.txt"\]/),
      },
    ]);
  });

  it('goes on while package.json is not valid', async () => {
    await using emulated = await emulateBundled();
    await emulated.invoke();
    await emulated.write('package.json', '{');
    await emulated.until('build-failed');
    expect(await emulated.invoke()).toBe('plain hello');
    await emulated.write('package.json', manifest);
    await emulated.until('restarting');
    expect(await emulated.invoke()).toBe('plain hello');
  });

  it('names its files by their paths in the directory, also if that is a link', async () => {
    const directory = await bundledProject(files);
    await symlink(directory, `${directory}-link`);
    await using emulated = await emulateIn(`${directory}-link`, { handler: 'src/app.handler', watch: true });
    await emulated.invoke();
    await writeFile(join(directory, 'src/greeting.ts'), greeting('changed'));
    await emulated.until('restarting');
    expect(emulated.events).toContainEqual({ type: 'restarting', reason: 'src/greeting.ts changed' });
  });

  it('reports errors at the lines of its sources', async () => {
    await using emulated = await emulateBundled({ ...files, 'src/app.ts': `${app.slice(0, -1)}\nnull!.boom();\n` });
    await expect(emulated.invoke()).rejects.toMatchObject({
      stackTrace: expect.arrayContaining([expect.stringMatching(/\/src\/app\.ts:7:\d+\)?$/)]),
    });
  });

  it('logs stacks with the lines of its sources, also those that it turns into text', async () => {
    const text = `${app}console.log('as text: ' + new Error('here').stack);\n`;
    await using emulated = await emulateBundled({ ...files, 'src/app.ts': text });
    await emulated.invoke();
    expect(emulated.log()).toMatch(/as text: Error: here\s+at (file:\/\/)?\S+\/src\/app\.ts:7:\d+/);
  });

  it('leaves nothing behind', async () => {
    const emulated = await emulateBundled();
    await emulated.invoke();
    const started = emulated.events.find((event) => event.type === 'starting');
    await emulated[Symbol.asyncDispose]();
    expect(started).toMatchObject({ command: [process.execPath, 'alr-bootstrap.js', 'src/app.handler'] });
    await expect(access(join(emulated.directory, 'out'))).rejects.toThrow('ENOENT');
  });

  it('is built again for a process that replaces one that has ended, without being watched', async () => {
    const directory = await bundledProject(files);
    await using emulated = await emulateIn(directory, { handler: 'src/app.handler' });
    const end = () => expect(emulated.invoke({ exit: true })).rejects.toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(await emulated.invoke()).toBe('plain hello');
    await writeFile(join(directory, 'src/greeting.ts'), greeting('changed'));
    expect(await emulated.invoke()).toBe('plain hello');
    await end();
    expect(await emulated.invoke()).toBe('plain changed');
    expect(emulated.events).toContainEqual({ type: 'restarting', reason: 'src/greeting.ts changed' });
    await writeFile(join(directory, 'src/greeting.ts'), 'export const = 1;\n');
    await end();
    expect(await emulated.invoke()).toBe('plain changed');
    expect(emulated.events).toContainEqual(expect.objectContaining({ type: 'build-failed', staysInUse: true }));
    await end();
    await emulated.invoke();
    expect(emulated.events.filter(({ type }) => type === 'build-failed')).toHaveLength(1);
  });

  it('removes what a killed process has left behind', async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'alr-leftovers-'));
    vi.stubEnv('TMPDIR', temporary);
    const directory = await bundledProject(files);
    const folders = async () => (await readdir(temporary)).filter((name) => name.startsWith('alr-local-'));
    const [own = ''] = await (async () => {
      await using _ = await emulateIn(directory, { handler: 'src/app.handler' });
      return await folders();
    })();
    expect(await folders()).toEqual([]);
    const { pid } = spawnSync(process.execPath, ['--version']);
    const leftover = own.replace(`-${process.pid}-`, `-${pid}-`);
    const ofRunning = own.replace(`-${process.pid}-`, `-${process.ppid}-`);
    const ofOtherMachine = leftover.replace('alr-local-', 'alr-local-other-');
    for (const name of [leftover, ofRunning, ofOtherMachine]) await mkdir(join(temporary, name));
    await (await emulateIn(directory, { handler: 'src/app.handler' }))[Symbol.asyncDispose]();
    expect(new Set(await folders())).toEqual(new Set([ofRunning, ofOtherMachine]));
    vi.unstubAllEnvs();
    await rm(temporary, { recursive: true });
  });
});

describe('a project with several functions and a bundler', () => {
  it('runs the functions that can be built, and says what is wrong with the other one', async () => {
    const lambda = `project: shop
functions:
  good: { handler: src/app.handler }
  bad: { handler: src/bad.handler, triggers: [{ type: sqs, queue: { name: jobs } }] }
`;
    const directory = await bundledProject({ ...files, 'src/bad.ts': 'export const = 1;\n', 'lambda.yaml': lambda });
    await using emulated = await emulateIn(directory, { handler: undefined, watch: true });
    const { local, events } = emulated;
    const invoke = async (name: string): Promise<unknown> => {
      const response = await fetch(`${local.url}/2015-03-31/functions/${name}/invocations`, { method: 'POST' });
      return response.json();
    };
    expect(await invoke('good')).toBe('plain hello');
    expect(await invoke('bad')).toMatchObject({ errorType: 'Runtime.BuildFailed' });
    expect(events.find((event) => event.type === 'build-failed')).toMatchObject({ function: 'bad', staysInUse: false });

    local.queue('jobs').send('{}');
    await local.settled();
    expect(local.queue('jobs').messages).toMatchObject([{ state: 'visible', receiveCount: 0 }]);
    await writeFile(join(directory, 'src/bad.ts'), app);
    await vi.waitFor(() => expect(local.queue('jobs').messages).toEqual([]), { timeout: 45_000 });
    expect(await invoke('bad')).toBe('plain hello');
  });
});
