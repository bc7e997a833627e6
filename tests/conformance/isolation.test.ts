import { readdir } from 'node:fs/promises';
import { describe, expect, inject, it } from 'vitest';
import { ECHO } from './function/handler-source.ts';
import { start } from './function/lambda.ts';

describe('the runtime', () => {
  it('writes nothing to disk', async () => {
    // Node's permission model denies every write and every child process.
    const network = inject('node').major >= 25 ? ['--allow-net'] : [];
    await using lambda = await start(ECHO, { nodeOptions: ['--permission', '--allow-fs-read=*', ...network] });
    expect((await lambda.invoke('read-only')).text).toBe('"read-only"');
    expect(await readdir(lambda.folder)).toEqual(['app.mjs']);
  });

  it('logs nothing if nothing fails', async () => {
    await using lambda = await start(ECHO);
    await lambda.invoke();
    await lambda.api.request('next');
    expect(await lambda.log()).toBe('');
    expect(lambda.process.stdout).toBe('');
  });
});
