import { cp, mkdir, mkdtemp, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';
import { describe, expect, inject, it } from 'vitest';
import { pnpm } from '../pnpm.ts';
import { classHandler } from './function/handler-source.ts';
import { startIn, writeFunction } from './function/lambda.ts';

/** Uses what a second copy of the runtime could break: the class, its hooks, responses, errors and logger. */
const PROBE = `import { AlreadyAnsweredError } from '@alr/runtime';\n${classHandler(`
  async init() { this.ready = true; }
  async handler(event, context) {
    if (event === 'stream') return async (writer) => { await writer.write('streamed'); };
    if (event === 'fail') throw new RangeError('on purpose');
    this.logger.info('logged');
    await this.sendInvocationResponse(JSON.stringify({ ready: this.ready, id: context.awsRequestId }));
    await this.sendInvocationResponse('again').catch((error) => console.error(error instanceof AlreadyAnsweredError));
  }`)}`;

/** Creates a folder from which the installed packages cannot be resolved. */
function foreignFolder(): Promise<string> {
  return mkdtemp(join(inject('packed').project, '..', 'foreign-'));
}

async function bundle(source: string, format: 'esm' | 'cjs'): Promise<string> {
  const folder = await foreignFolder();
  const input = join(await writeFunction({ 'app.mjs': source }), 'app.mjs');
  const build = await rolldown({ input, platform: 'node', logLevel: 'silent' });
  await build.write({ file: join(folder, format === 'esm' ? 'app.mjs' : 'app.cjs'), format, codeSplitting: false });
  await build.close();
  return folder;
}

async function expectToWork(folder: string, handler: string): Promise<void> {
  await using lambda = await startIn(folder, { handler });
  const response = await lambda.invoke();
  expect(response.json()).toEqual({ ready: true, id: response.requestId });
  expect(await lambda.process.logged(/INFO/)).toContain(`${response.requestId}`);
  await lambda.process.logged(/\ttrue$/);
  expect((await lambda.invoke('stream')).header('lambda-runtime-function-response-mode')).toBe('streaming');
  expect((await lambda.invoke('fail')).header('lambda-runtime-function-error-type')).toBe('Function.RangeError');
}

describe('a function with its own copy of the runtime', () => {
  it.each(['esm', 'cjs'] as const)('may have it in its bundle (%s)', async (format) => {
    const folder = await bundle(PROBE, format);
    await expectToWork(folder, 'app');
  });

  it.each([
    ['esm', 'app.mjs'],
    ['cjs', 'app.cjs'],
  ] as const)('may have it in a bundle that is a program (%s)', async (format, program) => {
    const folder = await bundle(`${PROBE.replace('export default', 'const Program =')};\nnew Program().run();`, format);
    await using lambda = await startIn(folder, { program });
    expect((await lambda.invoke()).json()).toMatchObject({ ready: true });
  });

  it('may have it in its own node_modules', async () => {
    const folder = await foreignFolder();
    await cp(join(inject('packed').project, 'node_modules'), join(folder, 'node_modules'), { recursive: true });
    await writeFile(join(folder, 'app.mjs'), PROBE);
    await expectToWork(folder, 'app');
  });

  it('may have it in its own node_modules, with the context in those of a parent folder', async () => {
    const parent = await foreignFolder();
    const [outer, inner] = [join(parent, 'node_modules/@alr/context'), join(parent, 'app/node_modules')];
    await cp(join(inject('packed').project, 'node_modules'), inner, { recursive: true });
    await mkdir(dirname(outer), { recursive: true });
    await rename(join(inner, '@alr/context'), outer);
    await writeFile(join(parent, 'app/app.mjs'), PROBE);
    await expectToWork(join(parent, 'app'), 'app');
  });

  it('may have it in a strict node_modules folder by pnpm', async () => {
    const folder = await foreignFolder();
    const { '@alr/runtime': runtime, ...others } = inject('packed').tarballs;
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ dependencies: { '@alr/runtime': `file:${runtime}` } }),
    );
    const overrides = Object.entries(others).map(([name, path]) => `  '${name}': 'file:${path}'\n`);
    await writeFile(join(folder, 'pnpm-workspace.yaml'), `overrides:\n${overrides.join('')}`);
    await pnpm(['install', '--no-frozen-lockfile'], folder);
    await writeFile(join(folder, 'app.mjs'), PROBE);
    await expectToWork(folder, 'app');
  });
});
