import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { describe, expect, inject, it } from 'vitest';
import { pnpm } from '../pnpm.ts';
import { classHandler } from './function/handler-source.ts';
import { startIn, writeFunction } from './function/lambda.ts';

/** Uses of the runtime what a second copy could get wrong: the class, its hooks, its replies, its errors, its logger. */
const PROBE = `import { AlreadyAnsweredError } from '@alr/runtime';\n${classHandler(`
  async init() { this.ready = true; }
  async handler(event, context) {
    if (event === 'stream') return async (writer) => { await writer.write('streamed'); };
    if (event === 'fail') throw new RangeError('on purpose');
    this.logger.info('logged');
    await this.sendInvocationResponse(JSON.stringify({ ready: this.ready, id: context.awsRequestId }));
    await this.sendInvocationResponse('again').catch((error) => console.error(error instanceof AlreadyAnsweredError));
  }`)}`;

/** A folder beside the installed packages, out of reach of their node_modules. */
function foreignFolder(): Promise<string> {
  return mkdtemp(join(inject('packed').project, '..', 'foreign-'));
}

async function expectToWork(folder: string, handler: string): Promise<void> {
  await using lambda = await startIn(folder, { handler });
  const reply = await lambda.invoke();
  expect(reply.json()).toEqual({ ready: true, id: reply.requestId });
  expect(await lambda.process.logged(/INFO/)).toContain(`${reply.requestId}`);
  await lambda.process.logged(/\ttrue$/);
  expect((await lambda.invoke('stream')).header('lambda-runtime-function-response-mode')).toBe('streaming');
  expect((await lambda.invoke('fail')).header('lambda-runtime-function-error-type')).toBe('Function.RangeError');
}

describe('a function with a copy of the runtime that is not the bootstrap’s', () => {
  it.each(['esm', 'cjs'] as const)('may have it in its bundle (%s)', async (format) => {
    const source = await writeFunction({ 'app.mjs': PROBE });
    const folder = await foreignFolder();
    const bundle = await rolldown({ input: join(source, 'app.mjs'), platform: 'node', logLevel: 'silent' });
    await bundle.write({ file: join(folder, format === 'esm' ? 'app.mjs' : 'app.cjs'), format, codeSplitting: false });
    await bundle.close();
    await expectToWork(folder, 'app');
  });

  it('may have it in its own node_modules', async () => {
    const folder = await foreignFolder();
    await cp(join(inject('packed').project, 'node_modules'), join(folder, 'node_modules'), { recursive: true });
    await writeFile(join(folder, 'app.mjs'), PROBE);
    await expectToWork(folder, 'app');
  });

  it('may have it in the strict node_modules of pnpm', async () => {
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
