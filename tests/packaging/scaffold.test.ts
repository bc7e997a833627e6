import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLocal } from '@alr/builder';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Scaffolded, scaffold } from '../scaffolded.ts';

const { tarballs } = inject('packed');
/** Packages come from a registry. */
const INSTALL_TIMEOUT_MS = 180_000;

describe.each([
  ['typescript', 'url'],
  ['javascript', 's3-sqs'],
])('a scaffolded function in %s for %s, with installed packages', (language, trigger) => {
  const source = language === 'typescript' ? 'src/app.ts' : 'src/app.js';
  let project: Scaffolded;

  beforeAll(async () => {
    project = await scaffold('my-function', ['--trigger', trigger, '--language', language], tarballs);
    await project.run('npm', 'install', '--no-audit', '--no-fund');
  }, INSTALL_TIMEOUT_MS);
  afterAll(() => project.remove());

  /** Bundles a handler as the image build does. */
  const bundle = (handler: string) => project.run(process.execPath, 'image/bundle.mjs', handler);

  it('passes its own tests', async () => {
    expect(await project.run('npm', 'test')).toMatch(/pass [1-9]/);
  });

  if (language === 'typescript') {
    it('type-checks', async () => {
      await project.run('npm', 'run', 'typecheck');
    }, 60_000);
  }

  it('has a valid configuration', async () => {
    expect(await project.run('make', 'check-env-file')).toMatch(
      new RegExp(`trigger\\.type \\(TRIGGER_TYPE\\) +${trigger}\n`),
    );
  });

  it('responds on the emulator', async () => {
    await using local = await startLocal({ directory: project.directory, handler: 'src/app.MyLambda', port: 0 });
    const response = await fetch(`${local.url}/some/path`);
    expect(await response.json()).toEqual({ message: 'Hello!', path: '/some/path' });
  });

  if (trigger === 's3-sqs') {
    it('passes the events of a bucket through the queue to their class', async () => {
      const lines: string[] = [];
      await using local = await startLocal({
        directory: project.directory,
        handler: 'src/app.MyLambda',
        port: 0,
        onEvent: (event) => lines.push(event.type === 'log' ? event.line : ''),
      });
      const event = await readFile(join(project.directory, 'events/sqs.json'), 'utf8');
      await fetch(`${local.url}/2015-03-31/functions/function/invocations`, { method: 'POST', body: event });
      await expect.poll(() => lines.join('\n')).toMatch(/ObjectCreated:Put my-bucket /);
    });
  }

  it('is bundled with the files that package.json names', async () => {
    await mkdir(join(project.directory, 'texts'));
    await writeFile(join(project.directory, 'texts/hello.txt'), 'Hello!');
    await project.edit('package.json', (text) => text.replace('{', '{ "alr": { "files": ["texts"] },'));
    await bundle('src/app.MyLambda');
    expect(await readFile(join(project.directory, 'out/texts/hello.txt'), 'utf8')).toBe('Hello!');
  });

  it('is bundled under the name of its handler, whatever the name', async () => {
    await writeFile(join(project.directory, 'src/[id]+a&b#c.js'), 'export const handler = () => {};\n');
    await bundle('src/[id]+a&b#c.handler');
    expect(await readFile(join(project.directory, 'out/src/[id]+a&b#c.js'), 'utf8')).toContain('handler');
  });

  it.each([
    ['src/app.MyLamda', /src\/app\.[jt]s does not export MyLamda; it has .*MyLambda/],
    ['src/app', /src\/app\.[jt]s does not export a default or handler/],
    [
      'src/other.MyLambda',
      /no module for the handler src\/other\.MyLambda: there is neither a file .*src\/other \(\.ts, /,
    ],
  ])('is not bundled for the handler %s', async (handler, expected) => {
    await expect(bundle(handler)).rejects.toThrow(expected);
  });

  it('is not bundled if it imports a package that is not installed', async () => {
    await project.edit(source, (text) => `import 'not-installed';\n${text}`);
    await expect(bundle('src/app.MyLambda')).rejects.toThrow(
      /src\/app\.[jt]s:1:8: cannot find not-installed: install the package, as in npm install not-installed/,
    );
  });
});
