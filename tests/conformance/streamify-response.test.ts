import { describe, expect, it } from 'vitest';
import { plainHandler, withSignals } from './function/handler-source.ts';
import { start } from './function/lambda.ts';
import { parsePrelude } from './server/prelude.ts';

const streamified = (fn: string): string =>
  withSignals(`import { Readable } from 'node:stream';\nimport { pipeline } from 'node:stream/promises';\n`) +
  plainHandler(`awslambda.streamifyResponse(${fn})`);

describe('a streaming function for AWS', () => {
  it('receives (event, responseStream, context), and ends its stream', async () => {
    await using lambda = await start(
      streamified(
        `async (event, stream, context) => { stream.write(JSON.stringify(event)); stream.end(context.awsRequestId); }`,
      ),
    );
    const response = await lambda.invoke([1]);
    expect(response.text).toBe(`[1]${response.requestId}`);
    expect(response.header('lambda-runtime-function-response-mode')).toBe('streaming');
    expect(response.header('content-type')).toBe('application/octet-stream');
  });

  it('may set the content type before its first write', async () => {
    await using lambda = await start(
      streamified(`async (event, stream) => { stream.setContentType('text/html; charset=utf-8'); stream.end('<p>'); }`),
    );
    expect((await lambda.invoke()).header('content-type')).toBe('text/html; charset=utf-8');
  });

  it('may be written by a pipeline', async () => {
    await using lambda = await start(
      streamified(`async (event, stream) => pipeline(Readable.from(['a', 'b', 'c']), stream)`),
    );
    expect((await lambda.invoke()).text).toBe('abc');
  });

  it('may send an HTTP response', async () => {
    await using lambda = await start(
      streamified(`async (event, stream) => {
        const metadata = { statusCode: 302, headers: { Location: '/there' }, cookies: ['a=b'] };
        const http = awslambda.HttpResponseStream.from(stream, metadata);
        http.write('moved ');
        http.end('there');
      }`),
    );
    expect(parsePrelude(await lambda.invoke())).toEqual({
      contentType: 'application/vnd.awslambda.http-integration-response',
      prelude: { statusCode: 302, headers: { Location: '/there' }, cookies: ['a=b'] },
      payload: 'moved there',
    });
  });

  it('sends chunk by chunk', async () => {
    await using lambda = await start(
      streamified(`async (event, stream) => {
        stream.write('one');
        await signalled();
        stream.end('two');
      }`),
    );
    lambda.api.next();
    const response = await lambda.api.request('response');
    expect(String(await response.nextChunk())).toBe('one');
    lambda.process.kill('SIGUSR2');
    expect(String(await response.nextChunk())).toBe('two');
    await response.completed;
  });

  it('may end its stream after it has returned', async () => {
    await using lambda = await start(
      streamified(
        `async (event, stream) => { setImmediate(() => { stream.write('late'); setImmediate(() => stream.end(' end')); }); }`,
      ),
    );
    expect((await lambda.invoke()).text).toBe('late end');
  });

  it('may use the encodings of a Writable', async () => {
    await using lambda = await start(
      streamified(
        `async (event, stream) => { stream.write('YWI=', 'base64'); stream.write(''); stream.write(new Uint8Array([99])); stream.end(); }`,
      ),
    );
    expect((await lambda.invoke()).text).toBe('abc');
  });

  it('handles one invocation after another', async () => {
    await using lambda = await start(streamified(`async (event, stream) => { stream.end(String(event)); }`));
    for (const event of [1, 2, 3]) expect((await lambda.invoke(event)).text).toBe(String(event));
  });
});
