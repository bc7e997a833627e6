import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import type { ReadableStream } from 'node:stream/web';
import { describe, expect, it } from 'vitest';
import { type Emulator, printed, runCommand, startEmulator } from '../../../test/emulator.ts';
import { runtimeClient } from '../../../test/local.ts';
import { createTestProject, type TestProject } from '../../../test/test-project.ts';

/** Starts an emulator of a project, with the runtime client. */
const startLocal = (project: TestProject) => startEmulator(project, runtimeClient);

const skip = (...args: string[]) => runCommand(['skip', ...args]);

/** Sends an event that fails, and resolves once it waits to be retried. */
async function fail(emulator: Emulator): Promise<void> {
  await fetch(`${emulator.url}/2015-03-31/functions/function/invocations`, {
    method: 'POST',
    headers: { 'x-amz-invocation-type': 'Event' },
    body: '{"fail":"NoDatabase"}',
  });
  await printed(emulator, /failed: attempt 2 of it is in 1 min/);
}

/** Starts an emulator and kills it, so that its file stays. Returns the file. */
async function leaveFile(project: TestProject): Promise<string> {
  const { child, accessFile } = await startLocal(project);
  child.kill('SIGKILL');
  await once(child, 'exit');
  return accessFile;
}

const portOf = (url: string) => new URL(url).port;

describe('alr-builder skip', () => {
  it('skips to what is due next, or by a duration', async () => {
    await using project = await createTestProject();
    const emulator = await startLocal(project);
    const here = ['--install-dir', project.directory];
    expect(await skip(...here)).toMatchObject({ status: 0, stdout: 'skipped nothing: nothing is due later\n' });

    await fail(emulator);
    const first = await skip(...here);
    expect(first.stdout).toMatch(
      /^skipped .+: 1 invocation has ended, what is due next is in (2 min|1 min 5\d(\.\d)? s)\n$/,
    );
    const second = await skip('1h30m', '--json', ...here);
    expect(JSON.parse(second.stdout)).toMatchObject({ ms: 5_400_000, invocations: 1, now: expect.any(Number) });
    await printed(emulator, /skipped 1 h 30 min/);
    await printed(emulator, /is given up after 3 attempts, because no retry is left/);
  });

  it('moves the time of the events that the console shows', async () => {
    await using project = await createTestProject();
    const emulator = await startLocal(project);
    const { url, token } = JSON.parse(await readFile(emulator.accessFile, 'utf8'));
    const before = Date.now();
    await skip('1h', '--install-dir', project.directory);
    const { body } = await fetch(`${url}/api/events?after=0`, { headers: { authorization: `Bearer ${token}` } });
    let lines = '';
    for await (const chunk of (body as ReadableStream).pipeThrough(new TextDecoderStream())) {
      lines += chunk;
      if (lines.includes('"type":"skipped"')) break;
    }
    const [, time = ''] = /"time":"([^"]+)","type":"skipped"/.exec(lines) ?? [];
    expect(Date.parse(time) - before).toBeGreaterThanOrEqual(3_600_000);
  });

  it('finds the emulator as soon as that says that it listens', async () => {
    await using project = await createTestProject();
    const { files } = await startLocal(project);
    expect(files).toContainEqual(expect.stringMatching(/^emulator-\d+\.json$/));
  });

  it('finds the emulator by a file that only the user can read, which goes with the emulator', async () => {
    await using project = await createTestProject();
    const { child, accessFile } = await startLocal(project);
    if (process.platform !== 'win32') expect((await stat(accessFile)).mode & 0o777).toBe(0o600);
    expect(await readFile(project.path('.alr/.gitignore'), 'utf8')).toBe('*\n');
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(await readdir(project.path('.alr/local'))).toEqual(['console-token', 'data.sqlite']);
    expect(await skip('--install-dir', project.directory)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no emulator is running for'),
    });
  });

  it('cannot find an emulator whose project has a file in the way of its folder, which runs and says so', async () => {
    await using project = await createTestProject({ '.alr': 'a file' });
    const emulator = await startLocal(project);
    await printed(
      emulator,
      /alr-builder send, skip and replay cannot find .+, because \.alr\/local cannot be written:/,
    );
    expect((await fetch(emulator.url)).status).toBe(200);
    expect(await skip('--install-dir', project.directory)).toMatchObject({ status: 1 });
  });

  it('ignores the file of an emulator that was killed', async () => {
    await using project = await createTestProject();
    await leaveFile(project);
    const { stderr } = await skip('--install-dir', project.directory);
    expect(stderr).toContain('no emulator is running for');
  });

  it('asks which of several emulators it should control', async () => {
    await using project = await createTestProject();
    const [one, two] = await Promise.all([startLocal(project), startLocal(project)]);
    const here = ['--install-dir', project.directory];
    const { status, stderr } = await skip(...here);
    expect(status).toBe(2);
    for (const { url } of [one, two]) expect(stderr).toContain(portOf(url));
    expect(await skip('1s', '--port', portOf(two.url), ...here)).toMatchObject({ status: 0 });
    await printed(two, /skipped 1 s/);
    await printed(one, /skipped/, 0);
  });

  it('rejects what is not a duration', async () => {
    await using project = await createTestProject();
    expect(await skip('soon', '--install-dir', project.directory)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('"soon" is not a time to skip'),
    });
  });

  it('fails if the emulator has not stopped properly, and another process has its id', async () => {
    await using project = await createTestProject();
    const file = await leaveFile(project);
    await writeFile(file, (await readFile(file, 'utf8')).replace(/"pid":\d+/, `"pid":${process.pid}`));
    expect(await skip('--install-dir', project.directory)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('has stopped: start it with alr-builder local'),
    });
  });
});
