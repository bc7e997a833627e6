import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { curlCommand, headersIn } from './curl-command.ts';

const request = { method: 'GET', url: 'http://127.0.0.1:9000/orders', headers: {}, body: '' };

describe('the command for a request', () => {
  it.each([
    [request, 'curl http://127.0.0.1:9000/orders'],
    [{ ...request, url: 'http://127.0.0.1:9000/?a=1&b=2' }, "curl 'http://127.0.0.1:9000/?a=1&b=2'"],
    [{ ...request, method: 'POST', body: '{"n":1}' }, `curl http://127.0.0.1:9000/orders --data-raw '{"n":1}'`],
    [{ ...request, method: 'POST' }, 'curl http://127.0.0.1:9000/orders -X POST'],
    [{ ...request, method: 'GET', body: 'x' }, 'curl http://127.0.0.1:9000/orders -X GET --data-raw x'],
    [{ ...request, method: 'HEAD' }, 'curl http://127.0.0.1:9000/orders --head'],
    [{ ...request, headers: { 'X-Who': 'me' } }, "curl http://127.0.0.1:9000/orders -H 'X-Who: me'"],
  ])('%j is %s', (given, command) => {
    expect(curlCommand(given)).toBe(command);
  });

  it('means the same to a shell, whatever is in it', () => {
    const body = `it's "$HOME" \`id\` \\ ; \n !`;
    const command = curlCommand({ ...request, method: 'POST', body }).replace(/^curl/, 'printf "%s\\0"');
    expect(execFileSync('sh', ['-c', command]).toString().split('\0').slice(1, 3)).toEqual(['--data-raw', body]);
  });
});

describe('headers in a text', () => {
  it('are lines with a colon', () => {
    expect(headersIn('X-Who:  me\n\nnothing\nAccept: a: b')).toEqual({ 'X-Who': 'me', Accept: 'a: b' });
  });
});
