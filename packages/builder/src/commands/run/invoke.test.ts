import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startTestLocal, type TestLocal } from '../../../test/local.ts';
import { runCli } from '../../../test/run-cli.ts';

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

function invoke(args: string[], stdin: string | Uint8Array = '') {
  const { port } = new URL(local.url);
  return runCli(['invoke', '--local', '--port', port, ...args], { input: stdin });
}

const utf8 = (text: string) => Buffer.from(text);
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

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

  it.each([
    ['UTF-8 with a byte order mark', utf8('\uFEFF{"respond":"\\"é😀\\""}')],
    ['UTF-16LE with a byte order mark', utf16('\uFEFF{"respond":"\\"é😀\\""}')],
    ['UTF-16BE with a byte order mark', utf16('\uFEFF{"respond":"\\"é😀\\""}').swap16()],
    ['UTF-16LE without one', utf16('{"respond":"\\"é😀\\""}')],
    ['UTF-16BE without one', utf16('{"respond":"\\"é😀\\""}').swap16()],
  ])('reads a payload in %s', async (_, bytes) => {
    const file = join(directory, 'encoded.json');
    await writeFile(file, bytes);
    expect(await invoke(['--payload', `@${file}`])).toEqual({ stdout: '"é😀"\n', stderr: '', code: 0 });
    expect(await invoke([], bytes)).toMatchObject({ stdout: '"é😀"\n' });
    expect(await invoke(['--payload', '-'], bytes)).toMatchObject({ stdout: '"é😀"\n' });
  });

  it('reads a payload that a shell has copied with its byte order mark', async () => {
    expect(await invoke(['--payload', '\uFEFF{"respond":"7"}'])).toMatchObject({ stdout: '7\n' });
  });

  it('sends an empty object if standard input has only a byte order mark', async () => {
    const { stdout } = await invoke([], utf8('\uFEFF'));
    expect(JSON.parse(stdout)).toMatchObject({ event: {} });
  });

  it.each([
    ['Latin-1', Buffer.from('{"name":"é"}', 'latin1')],
    ['half a character of UTF-16', utf16('\uFEFF{"a":1}').subarray(0, -1)],
  ])('rejects a payload in %s instead of changing it', async (_, bytes) => {
    const file = join(directory, 'invalid.json');
    await writeFile(file, bytes);
    const { stderr, code } = await invoke(['--payload', `@${file}`]);
    expect(stderr).toBe(`error: ${file} is not text in UTF-8 or UTF-16: save it in UTF-8\n`);
    expect(code).toBe(1);
    expect((await invoke([], bytes)).stderr).toMatch(/^error: the standard input is not text in UTF-8 or UTF-16/);
  });

  it('prints the log with --tail, on stderr', async () => {
    const { stdout, stderr } = await invoke(['--tail', '--payload', '{"respond":"6","log":["hello"]}']);
    expect(stdout).toBe('6\n');
    expect(stderr).toMatch(/^START .+\nhello\nEND .+\nREPORT .+\n$/);
  });

  it('prints the lines of a record of the log, and shows its control characters', async () => {
    const { stderr } = await invoke(['--tail', '--payload', '{"respond":"6","log":["one\\rtwo\\u001b[2J"]}']);
    expect(stderr).toMatch(/\none\ntwo\\u001b\[2J\nEND /);
  });

  it('prints a stream with --stream', async () => {
    expect(await invoke(['--stream', '--payload', '{"stream":["a","b"]}'])).toMatchObject({ stdout: 'ab\n', code: 0 });
  });

  it('prints the log of a stream with --tail, on stderr', async () => {
    const { stdout, stderr } = await invoke(['--stream', '--tail', '--payload', '{"stream":["a","b"]}']);
    expect(stdout).toBe('ab\n');
    expect(stderr).toMatch(/^START .+\nEND .+\nREPORT .+\n$/);
  });

  it('prints a stream that is larger than one message', async () => {
    const text = 'x'.repeat(300_000);
    const { stdout } = await invoke(['--stream', '--payload', '-'], JSON.stringify({ stream: [text, 'end'] }));
    expect(stdout).toBe(`${text}end\n`);
  });

  it('prints what arrived of a stream that failed, then its error', async () => {
    const { stdout, stderr, code } = await invoke(['--stream', '--payload', '{"stream":["a"],"streamEnd":"trailers"}']);
    expect(stdout).toBe('a\n');
    expect(stderr).toBe('error: the function failed: Late: broken off\n');
    expect(code).toBe(1);
  });

  it.each([[[]], [['--stream']]])('exits with 1 if the function fails %j', async (options) => {
    const { stdout, stderr, code } = await invoke([...options, '--payload', '{"fail":"Unwilling"}']);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: the function failed: Unwilling: /);
    expect(stderr).not.toContain('Unhandled');
    expect(code).toBe(1);
  });

  it.each([[[]], [['--stream']]])('prints JSON with --json %j', async (options) => {
    const succeeded = await invoke([...options, '--json', '--tail', '--payload', '{"respond":"[1]"}']);
    expect(JSON.parse(succeeded.stdout)).toEqual({ response: [1], log: expect.stringContaining('REPORT') });
    expect(succeeded).toMatchObject({ stderr: '', code: 0 });
    const { stdout, stderr, code } = await invoke([...options, '--json', '--payload', '{"fail":"Unwilling"}']);
    expect(JSON.parse(stdout)).toMatchObject({ failure: 'Unhandled', error: { errorType: 'Unwilling' } });
    expect(stderr).toBe('error: the function failed (Unhandled); its error is on stdout\n');
    expect(code).toBe(1);
  });

  it('prints the head of an HTTP response apart', async () => {
    const head = JSON.stringify({ statusCode: 201, headers: { 'x-order': '7' }, cookies: ['a=b'] });
    const instruction = JSON.stringify({ stream: [`${head}\0\0\0\0\0`, '\0\0\0created', '!'] });
    expect(await invoke(['--stream', '--payload', instruction])).toEqual({
      stdout: 'created!\n',
      stderr: 'HTTP 201\nx-order: 7\nset-cookie: a=b\n\n',
      code: 0,
    });
    const { stdout } = await invoke(['--stream', '--json', '--payload', instruction]);
    expect(JSON.parse(stdout)).toEqual({ response: 'created!', http: JSON.parse(head) });
  });

  it('shows the control characters of a head', async () => {
    const head = JSON.stringify({ headers: { 'x-a': '\x1b[2J' } });
    const { stderr } = await invoke([
      '--stream',
      '--payload',
      JSON.stringify({ stream: [`${head}${'\0'.repeat(8)}`] }),
    ]);
    expect(stderr).toBe('HTTP 200\nx-a: \\u001b[2J\n\n');
  });

  it('reports an invalid payload', async () => {
    const { stderr, code } = await invoke(['--payload', '{"password":s3cret}']);
    expect(stderr).toMatch(
      /^error: the payload is not valid JSON from line 1, column 13 on: write @FILE to read it from a file/,
    );
    expect(stderr).not.toContain('s3cret');
    expect(code).toBe(1);
  });

  it('reports that the emulator rejects the invocation', async () => {
    const payload = JSON.stringify('x'.repeat(6_300_000));
    for (const options of [[], ['--stream']]) {
      const { stderr, code } = await invoke(['--payload', '-', ...options], payload);
      expect(stderr).toMatch(/^error: RequestTooLargeException: Request must be smaller than 6291456 bytes/);
      expect(code).toBe(1);
    }
  });

  it.each<[string, string[], RequestListener, RegExp]>([
    [
      'is not the emulator',
      [],
      (_, response) => void response.writeHead(404).end('no such page'),
      /the server at http:\/\/127\.0\.0\.1:\d+ responded with 404: is it alr-builder local\?/,
    ],
    [
      'does not stream events',
      ['--stream'],
      (_, response) => void response.end('hello'),
      /the server at http:\/\/127\.0\.0\.1:\d+ responded with 200: is it alr-builder local\?/,
    ],
    [
      'disconnects',
      [],
      ({ socket }) => void socket.destroy(),
      /the emulator at http:\/\/127\.0\.0\.1:\d+ disconnected before the end of the response/,
    ],
    [
      'disconnects in the middle of a response',
      [],
      ({ socket }) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello'),
      /disconnected before the end of the response/,
    ],
    [
      'ends a stream without the last event',
      ['--stream'],
      (_, response) => void response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' }).end(),
      /disconnected before the end of the response/,
    ],
  ])('reports that the server %s', async (_, options, listener, message) => {
    const server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { stderr, code } = await invoke(['--port', String(port), '--payload', '{}', ...options]);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: .+\n$/);
    expect(code).toBe(1);
  });

  it('reports that no emulator is running', async () => {
    const { stderr, code } = await invoke(['--port', '1', '--payload', '{}']);
    expect(stderr).toBe('error: no emulator is running at http://127.0.0.1:1: start it with alr-builder local\n');
    expect(code).toBe(1);
  });
});
