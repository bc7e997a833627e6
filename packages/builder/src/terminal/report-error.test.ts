import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ExpectedError } from './expected-error.ts';
import { reportError } from './report-error.ts';

/** What is printed about an error. */
async function printed(error: unknown, level?: string): Promise<string> {
  const stream = new PassThrough();
  reportError(error, stream, level);
  stream.end();
  return text(stream);
}

/** The error of Node for an invalid URL, which has the URL as a property. */
function invalidUrl(url: string): unknown {
  try {
    return new URL(url);
  } catch (error) {
    return error;
  }
}

describe('reportError', () => {
  it('prints the message of an error that the user can fix', async () => {
    expect(await printed(new ExpectedError('no such file'))).toBe('error: no such file\n');
  });

  it('shows control characters, which could change the terminal', async () => {
    expect(await printed(new ExpectedError('no \x1b[31mfile\x1b[0m \x1b]0;title\x07'))).toBe(
      'error: no \x1b[31mfile\x1b[0m \\u001b]0;title\\u0007\n',
    );
  });

  it.each(['info', 'debug'])('hides the user and the password in URLs at log level %s', async (level) => {
    const cause = invalidUrl('http://user:s3cr@et@[proxy');
    const failure = new ExpectedError('cannot reach https://user:s3cret@proxy.example/path', { cause });
    const output = (await printed(failure, level)) + (await printed(cause, level));
    expect(output).toContain('cannot reach https://***@proxy.example/path');
    expect(output).toContain("input: 'http://***@[proxy'");
    expect(output).not.toContain('s3cr');
  });
});
