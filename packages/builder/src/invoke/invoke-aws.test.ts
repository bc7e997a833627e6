import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import { encodeEvent } from '../local/front/event-stream.ts';
import { invokeOnAws } from './invoke-aws.ts';
import { invokeFunction, invokeFunctionAsJson } from './invoke-function.ts';

const chunk = (content: string) => encodeEvent('PayloadChunk', 'application/octet-stream', Buffer.from(content));
const complete = (content: object = {}) =>
  encodeEvent('InvokeComplete', 'application/json', Buffer.from(JSON.stringify(content)));
const LOG = Buffer.from('START RequestId: 1\nhello\rworld\nEND RequestId: 1\n').toString('base64');
const error = JSON.stringify({ errorType: 'TypeError', errorMessage: 'no items', trace: ['TypeError: no items'] });

/** Invokes a function of a server that plays the part of AWS, and returns what is printed and what AWS receives. */
async function invoke(
  respond: (response: ServerResponse, request: IncomingMessage) => void | Promise<void>,
  { tail = false, stream = true, json = false, stdout = new PassThrough() } = {},
) {
  let received = '';
  const server = createServer(async (request, response) => {
    received = `${request.method} ${request.url} ${request.headers['x-amz-log-type'] ?? ''} ${await text(request)}`;
    await respond(response, request);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const client = new LambdaClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  const stderr = new PassThrough();
  const print = json ? invokeFunctionAsJson : invokeFunction;
  const request = { functionName: 'shop:live', payload: '{"id":1}', tail, stream };
  const failure = await print(invokeOnAws(client), request, { stdout, stderr }).then(
    () => undefined,
    (thrown: Error) => `${thrown.name}: ${thrown.message}`,
  );
  stdout.end();
  stderr.end();
  return { stdout: await text(stdout), stderr: await text(stderr), failure, received };
}

function streamOf(...parts: readonly Uint8Array[]) {
  return (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    response.end(Buffer.concat(parts));
  };
}

describe('a response of AWS that is streamed', () => {
  it('is printed, in the order in which it arrives', async () => {
    const { stdout, stderr, failure, received } = await invoke(streamOf(chunk('one '), chunk('two'), complete()));
    expect({ stdout, stderr, failure }).toEqual({ stdout: 'one two\n', stderr: '', failure: undefined });
    expect(received).toBe('POST /2021-11-15/functions/shop%3Alive/response-streaming-invocations  {"id":1}');
  });

  it('is printed before it has ended', async () => {
    const stdout = new PassThrough();
    const isPrinted = once(stdout, 'readable');
    const respond = async (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
      const late = chunk(' late');
      response.write(Buffer.concat([chunk('early'), late.subarray(0, 30)]));
      await isPrinted;
      response.end(Buffer.concat([late.subarray(30), complete()]));
    };
    expect(await invoke(respond, { stdout })).toMatchObject({ stdout: 'early late\n' });
  });

  it('has its head on stderr, apart from the body', async () => {
    const head = JSON.stringify({ statusCode: 201, headers: { 'x-order': '7' }, cookies: ['a=b'] });
    const response = streamOf(chunk(`${head}\0\0\0`), chunk('\0\0\0\0\0created'), complete());
    expect(await invoke(response)).toMatchObject({
      stdout: 'created\n',
      stderr: 'HTTP 201\nx-order: 7\nset-cookie: a=b\n\n',
    });
    const { stdout } = await invoke(response, { json: true });
    expect(JSON.parse(stdout)).toEqual({ response: 'created', http: JSON.parse(head) });
  });

  it('has its log on stderr', async () => {
    const { stderr, received } = await invoke(streamOf(chunk('1'), complete({ LogResult: LOG })), { tail: true });
    expect(stderr).toBe('START RequestId: 1\nhello\nworld\nEND RequestId: 1\n');
    expect(received).toContain(' Tail ');
  });

  it('ends in the error of the function', async () => {
    const failed = complete({ ErrorCode: 'Unhandled', ErrorDetails: error, LogResult: LOG });
    expect(await invoke(streamOf(chunk('half'), failed))).toMatchObject({
      stdout: 'half\n',
      failure: 'FunctionFailedError: the function failed: TypeError: no items',
    });
    const { stdout, failure } = await invoke(streamOf(chunk('half'), failed), { json: true });
    expect(JSON.parse(stdout)).toEqual({
      response: 'half',
      failure: 'Unhandled',
      error: JSON.parse(error),
      log: expect.stringContaining('hello'),
    });
    expect(failure).toBe('FunctionFailedError: the function failed (Unhandled); its error is on stdout');
  });

  it.each([
    ['without its last event', streamOf(chunk('half')), /after 4 bytes: there was no last event$/],
    ['in the middle of an event', streamOf(chunk('half'), complete().subarray(0, -2)), /after 4 bytes: Truncated/],
    [
      'with the connection',
      async (response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
        response.write(chunk('half'), () => response.destroy());
      },
      /after 4 bytes: /,
    ],
  ])('fails if it ends %s', async (_name, respond, expected) => {
    const { failure, stdout } = await invoke(respond);
    expect(stdout).toBe('half\n');
    expect(failure).toMatch(/^ResponseCutOffError: the response of shop:live was cut off /);
    expect(failure).toMatch(expected);
  });

  it('fails if AWS rejects it', async () => {
    const { failure, stdout } = await invoke((response) => {
      response.writeHead(404, { 'content-type': 'application/json', 'x-amzn-errortype': 'ResourceNotFoundException' });
      response.end('{"Message":"Function not found"}');
    });
    expect(failure).toBe('ResourceNotFoundException: Function not found');
    expect(stdout).toBe('');
  });
});

describe('a response of AWS that is not streamed', () => {
  it('is printed with its log', async () => {
    const respond = (response: ServerResponse) => void response.setHeader('x-amz-log-result', LOG).end('[1,2]');
    expect(await invoke(respond, { stream: false, tail: true })).toEqual({
      stdout: '[1,2]\n',
      stderr: 'START RequestId: 1\nhello\nworld\nEND RequestId: 1\n',
      failure: undefined,
      received: 'POST /2015-03-31/functions/shop%3Alive/invocations Tail {"id":1}',
    });
  });

  it('can be the error of the function', async () => {
    const respond = (response: ServerResponse) =>
      void response.setHeader('x-amz-function-error', 'Unhandled').end(error);
    expect(await invoke(respond, { stream: false })).toMatchObject({
      stdout: '',
      failure: 'FunctionFailedError: the function failed: TypeError: no items',
    });
    const { stdout } = await invoke(respond, { stream: false, json: true });
    expect(JSON.parse(stdout)).toEqual({ failure: 'Unhandled', error: JSON.parse(error) });
  });
});
