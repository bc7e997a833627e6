import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestLocal, type TestLocal } from '../../../test/local.ts';

const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url));
let local: TestLocal;
let directory: string;
beforeAll(async () => {
  local = await startTestLocal();
  directory = await mkdtemp(join(tmpdir(), 'alr-invoke-'));
});
afterAll(async () => {
  await local.close();
  await rm(directory, { recursive: true });
});

async function invoke(args: string[], stdin = '') {
  const { port } = new URL(local.url);
  const child = spawn(process.execPath, [CLI, 'invoke', '--local', '--port', port, ...args], { stdio: 'pipe' });
  child.stdin.end(stdin);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { stdout, stderr, code };
}

describe('alr-builder invoke --local', () => {
  it('prints the response to --payload', async () => {
    expect(await invoke(['--payload', '{"respond":"[1,2]"}'])).toEqual({ stdout: '[1,2]\n', stderr: '', code: 0 });
  });

  it('reads the payload from a file', async () => {
    const file = join(directory, 'event.json');
    await writeFile(file, '{"respond":"3"}');
    expect(await invoke(['--payload', `@${file}`])).toMatchObject({ stdout: '3\n' });
  });

  it('reads the payload from standard input', async () => {
    expect(await invoke([], '{"respond":"4"}\n')).toMatchObject({ stdout: '4\n' });
    expect(await invoke(['--payload', '-'], '{"respond":"5"}')).toMatchObject({ stdout: '5\n' });
  });

  it('prints the log with --tail, on stderr', async () => {
    const { stdout, stderr } = await invoke(['--tail', '--payload', '{"respond":"6","log":["hello"]}']);
    expect(stdout).toBe('6\n');
    expect(stderr).toMatch(/^START .+\nhello\nEND .+\nREPORT .+\n$/);
  });

  it('prints a stream with --stream', async () => {
    expect(await invoke(['--stream', '--payload', '{"stream":["a","b"]}'])).toMatchObject({ stdout: 'ab\n', code: 0 });
  });

  it.each([[[]], [['--stream']]])('exits with 1 if the function fails %j', async (options) => {
    const { stdout, stderr, code } = await invoke([...options, '--payload', '{"fail":"Unwilling"}']);
    expect(JSON.parse(stdout)).toMatchObject({ errorType: 'Unwilling' });
    expect(stderr).toBe('error: the function failed (Unhandled); its error is on stdout\n');
    expect(code).toBe(1);
  });

  it('reports an invalid payload', async () => {
    const { stderr, code } = await invoke(['--payload', 'event.json']);
    expect(stderr).toMatch(/^error: the payload is not JSON: .+; write @FILE to read it from a file/);
    expect(code).toBe(1);
  });

  it('reports that no emulator is running', async () => {
    const { stderr, code } = await invoke(['--port', '1', '--payload', '{}']);
    expect(stderr).toBe('error: no emulator is running at http://127.0.0.1:1: start it with alr-builder local\n');
    expect(code).toBe(1);
  });
});
