import { execFile } from 'node:child_process';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startLocal } from '@alr/builder';
import { describe, expect, it } from 'vitest';
import { type Files, linkPackage, writeFunction } from '../conformance/function/lambda.ts';
import { emulateIn } from '../emulator/emulated-function.ts';
import { inseparablePackages, packageKinds } from '../package-kinds.ts';

const run = promisify(execFile);
const templates = resolve(import.meta.dirname, '../../packages/builder/templates/managed/image');
const manifest = (type: string) => JSON.stringify({ type, devDependencies: { rolldown: '1' } });

async function project(files: Files): Promise<string> {
  const directory = await writeFunction(files);
  await linkPackage('rolldown', directory);
  return directory;
}

/** The response of the bundle in the image. */
async function responseOfImage(project: string, handler: string): Promise<unknown> {
  await run(process.execPath, [join(templates, 'bundle.mjs'), handler], { cwd: project });
  const directory = join(project, 'out');
  await using local = await startLocal({
    directory,
    command: [process.execPath, 'alr-bootstrap.js'],
    env: { LAMBDA_MODULE: handler, LAMBDA_TASK_ROOT: directory },
    port: 0,
  });
  const url = `${local.url}/2015-03-31/functions/function/invocations`;
  const response = await fetch(url, { method: 'POST', body: '{}' });
  return await response.json();
}

async function responseOfLocal(directory: string, handler: string): Promise<unknown> {
  await using emulated = await emulateIn(directory, { handler });
  return await emulated.invoke();
}

describe('a package that a function imports', () => {
  it.each(['module', 'commonjs'])('is the same locally as in the image, in a project of type %s', async (type) => {
    const directory = await project({ ...packageKinds, 'package.json': manifest(type) });
    const handler = 'src/packages.handler';
    const expected = await responseOfImage(directory, handler);
    expect(expected).toMatchObject({ seen: 'first', count: 1, isSame: true, isLoaded: false, isLazyLoaded: true });
    expect(await responseOfLocal(directory, handler)).toEqual(expected);
    // Its packages have been bundled by now.
    expect(await responseOfLocal(directory, handler)).toEqual(expected);
  });

  it.each([
    ['awaits outside of functions', 'awaiting', 'awaited'],
    ['imports a package that is not installed, in a module that is not used', 'barrel', 'used'],
    ['imports a package of the workspace', 'of-workspace', 'member'],
  ])('can be one that %s', async (_, name, response) => {
    const source = `import { value } from '${name}';\nexport const handler = async () => value;\n`;
    const directory = await project({ ...inseparablePackages, 'package.json': manifest('module'), 'app.ts': source });
    await symlink(join(directory, 'member'), join(directory, 'node_modules/member'));
    expect(await responseOfImage(directory, 'app.handler')).toBe(response);
    expect(await responseOfLocal(directory, 'app.handler')).toBe(response);
  });

  it('has to export what is imported', async () => {
    const source = `import { missing } from 'es-default';\nexport const handler = async () => missing;\n`;
    const directory = await project({ ...packageKinds, 'package.json': manifest('module'), 'app.ts': source });
    const problem = /"missing" is not exported by "node_modules\/es-default\/main\.js".*app\.ts:1:10/s;
    await expect(responseOfImage(directory, 'app.handler')).rejects.toMatchObject({
      stderr: expect.stringMatching(problem),
    });
    await expect(responseOfLocal(directory, 'app.handler')).rejects.toMatchObject({
      message: expect.stringMatching(problem),
    });
  });

  it('is bundled again only if it changes', async () => {
    const source = `import text from 'es-default';\nimport own from './own';\nexport const handler = async () => [text, own];\n`;
    const own = (text: string) => `export default '${text}';\n`;
    const directory = await project({
      ...packageKinds,
      'package.json': manifest('module'),
      'app.ts': source,
      'own.ts': own('one'),
    });
    await recordBundling(directory, 'es-default');
    const count = async () => (await readFile(join(directory, 'record.txt'), 'utf8')).length;
    {
      await using emulated = await emulateIn(directory, { handler: 'app.handler', watch: true });
      expect(await emulated.invoke()).toEqual(['default', 'one']);
      expect(await count()).toBe(1);
      await writeFile(join(directory, 'own.ts'), own('two'));
      await emulated.until('restarting');
      expect(await emulated.invoke()).toEqual(['default', 'two']);
    }
    expect(await responseOfLocal(directory, 'app.handler')).toEqual(['default', 'two']);
    expect(await count()).toBe(1);
    await writeFile(join(directory, 'node_modules/es-default/main.js'), own('changed'));
    expect(await responseOfLocal(directory, 'app.handler')).toEqual(['changed', 'two']);
    expect(await count()).toBe(2);
  });
});

/** Changes the project's definition of the bundle, so that it writes a letter whenever it bundles this package. */
async function recordBundling(directory: string, name: string): Promise<void> {
  await cp(templates, join(directory, 'image'), { recursive: true });
  const file = join(directory, 'image/function-bundle.mjs');
  const recorder = `{ name: 'recorder', transform(code, id) {
    if (id.includes('/${name}/') && !code.includes('alr-')) appendFileSync(${JSON.stringify(join(directory, 'record.txt'))}, '.');
  } },`;
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    `import { appendFileSync } from 'node:fs';\n${text.replace('plugins: [', `plugins: [${recorder}`)}`,
  );
}
