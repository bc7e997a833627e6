import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { classHandler, plainHandler } from './function/handler-source.ts';
import { start } from './function/lambda.ts';
import type { Behaviour } from './server/behaviours.ts';
import { accepted } from './server/responses.ts';
import type { RuntimeApiServer } from './server/runtime-api-server.ts';

/** Accepts a response some time after its end has arrived, and notes how many polls came before. */
function acceptLate(api: RuntimeApiServer, polls: number[]): Behaviour {
  return async (exchange) => {
    await exchange.completed;
    for (let turns = 0; turns < 500; turns += 1) await turn();
    polls.push(api.all('next').length);
    await exchange.send(accepted());
  };
}

/** Runs these statements of a producer for the event `fails`. */
const returned = (statements: string): string =>
  classHandler(`async handler(event) {
    return event === 'fails' ? async (writer) => { ${statements} } : event;
  }`);

const sent = (statements: string): string =>
  classHandler(`async handler(event) {
    if (event !== 'fails') return event;
    await this.sendStreamingResponse(async (writer) => { ${statements} });
  }`);

const looped = (statements: string): string =>
  classHandler(`async run() {
    for (;;) {
      const { event } = await this.nextEvent();
      if (event === 'fails') void this.sendStreamingResponse(async (writer) => { ${statements} });
      else void this.sendInvocationResponse(event);
    }
  }`);

const streamified = (fn: string): string =>
  plainHandler(`awslambda.streamifyResponse((event, stream) =>
    event === 'fails' ? (${fn})(stream) : Promise.resolve(stream.end(event)))`);

const TOO_LATE = `throw new RangeError('too late');`;

describe('a response that has ended before the handler fails', () => {
  it.each([
    ['a class: close, throw', returned(`writer.write('x'); writer.close(); ${TOO_LATE}`)],
    [
      'a class: close beside a rejection',
      returned(`writer.write('x'); await Promise.all([writer.close(), Promise.reject(new RangeError('too late'))]);`),
    ],
    ['a class: throw after the acceptance', returned(`writer.write('x'); await writer.close(); ${TOO_LATE}`)],
    ['an own response: close, throw', sent(`writer.write('x'); writer.close(); ${TOO_LATE}`)],
    ['an own loop: close, throw', looped(`writer.write('x'); writer.close(); ${TOO_LATE}`)],
    ['a function: end, throw', streamified(`async (stream) => { stream.write('x'); stream.end(); ${TOO_LATE} }`)],
    [
      'a function that is not async',
      streamified(`(stream) => { stream.write('x'); stream.end(); throw new RangeError('too late'); }`),
    ],
  ])('is delivered, the failure is logged, and the loop continues: %s', async (_, source) => {
    const polls: number[] = [];
    await using lambda = await start(source, { api: (api) => api.once('response', acceptLate(api, polls)) });
    const response = await lambda.invoke('fails');
    expect(response).toMatchObject({ call: 'response', text: 'x' });
    expect(response.trailer('lambda-runtime-function-error-type')).toBeUndefined();
    expect((await lambda.invoke('fine')).text).toBe('fine');
    await lambda.process.logged(/too late/);
    expect(polls).toEqual([1]);
    expect(lambda.api.all('error')).toEqual([]);
  });
});

describe('a response that ends with an error', () => {
  it.each([
    ['a class: an invalid chunk', returned(`await writer.write('x'); await writer.write(undefined);`)],
    ['a class: abort without await', returned(`await writer.write('x'); writer.abort(new Error('aborted'));`)],
    ['a class: abort, throw', returned(`await writer.write('x'); writer.abort(new Error('aborted')); ${TOO_LATE}`)],
    ['an own response: abort', sent(`await writer.write('x'); writer.abort(new Error('aborted'));`)],
    ['an own loop: an invalid chunk', looped(`await writer.write('x'); await writer.write(undefined);`)],
    [
      'a function: destroy, throw',
      streamified(
        `async (stream) => { await new Promise((done) => stream.write('x', done)); stream.destroy(); ${TOO_LATE} }`,
      ),
    ],
  ])('fails its own invocation only, and the loop continues: %s', async (_, source) => {
    const polls: number[] = [];
    await using lambda = await start(source, { api: (api) => api.once('response', acceptLate(api, polls)) });
    const response = await lambda.invoke('fails');
    expect(response).toMatchObject({ call: 'response', text: 'x' });
    expect(response.trailer('lambda-runtime-function-error-type')).toMatch(/^Function\./);
    expect((await lambda.invoke('fine')).text).toBe('fine');
    expect(polls).toEqual([1]);
    expect(lambda.api.all('error')).toEqual([]);
  });
});
