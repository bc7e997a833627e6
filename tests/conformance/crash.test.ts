import { describe, expect, it } from 'vitest';
import { classHandler, plainHandler, withSignals } from './function/handler-source.ts';
import { start } from './function/lambda.ts';
import { resetAfter } from './server/behaviours.ts';

const NEVER = 'new Promise(() => {})';
const BUSY = 'new Promise(() => setInterval(() => {}, 1000))';

describe('an error that a handler does not catch', () => {
  it.each([
    ['an exception', `setImmediate(() => { throw new RangeError('loose'); }); return ${BUSY};`],
    ['a rejection', `Promise.reject(new RangeError('loose')); return ${BUSY};`],
    ['an error event', `setImmediate(() => process.emit('error', new RangeError('loose'))); return ${BUSY};`],
    [
      'an exception in a callback of an async resource',
      `require('node:fs').stat('/', () => { throw new RangeError('loose'); }); return ${BUSY};`,
    ],
  ])('(%s) is reported for its invocation, and the process exits', async (_, statements) => {
    await using lambda = await start(
      { 'app.cjs': `exports.handler = async () => { ${statements} };` },
      { handler: 'app.handler' },
    );
    const { id } = lambda.api.next();
    const response = await lambda.api.response();
    expect(response).toMatchObject({ call: 'error', requestId: id });
    expect(response.text).toContain('loose');
    expect(response.header('lambda-runtime-function-error-type')).toMatch(/^(Runtime|Function)\.[A-Z][a-zA-Z]+$/);
    expect((await lambda.exited).code).toBe(1);
    expect(await lambda.log()).toContain('loose');
  });

  it('is of type Runtime.UnhandledPromiseRejection if it is a rejection', async () => {
    await using lambda = await start(
      plainHandler(`() => { Promise.reject(new RangeError('loose')); return ${BUSY}; }`),
    );
    const response = await lambda.invoke();
    expect(response.header('lambda-runtime-function-error-type')).toBe('Runtime.UnhandledPromiseRejection');
  });

  it.each(['undefined', 'null', `'words'`, 'Object.create(null)'])('may be %s', async (value) => {
    await using lambda = await start(plainHandler(`() => { Promise.reject(${value}); return ${BUSY}; }`));
    expect((await lambda.invoke()).call).toBe('error');
    expect((await lambda.exited).code).toBe(1);
  });

  it('of an invocation with a response ends the process without a second response', async () => {
    await using lambda = await start(
      withSignals(
        plainHandler(`async () => { signalled().then(() => { throw new RangeError('late'); }); return 'answered'; }`),
      ),
    );
    expect((await lambda.invoke()).text).toBe('"answered"');
    await lambda.api.request('next');
    await lambda.api.request('next');
    lambda.process.kill('SIGUSR2');
    expect((await lambda.exited).code).toBe(1);
    expect(await lambda.log()).toContain('late');
    expect(lambda.api.all('error')).toEqual([]);
  });

  it('of an earlier invocation is not reported for the current one', async () => {
    await using lambda = await start(
      withSignals(
        plainHandler(`async (event) => {
          if (event === 'first') { signalled().then(() => { throw new RangeError('of the first'); }); return 1; }
          console.error('second runs');
          return ${BUSY};
        }`),
      ),
    );
    await lambda.invoke('first');
    const { id } = lambda.api.next({ event: 'second' });
    await lambda.process.logged(/second runs/);
    lambda.process.kill('SIGUSR2');
    expect((await lambda.exited).code).toBe(1);
    expect(await lambda.log()).toContain('of the first');
    for (const error of lambda.api.all('error')) {
      expect(error.requestId).toBe(id);
      expect(error.header('lambda-runtime-function-error-type')).toMatch(/^Runtime\./);
    }
  });
});

describe('a handler that never settles', () => {
  it.each([
    ['a class', classHandler(`handler() { return ${NEVER}; }`), 'the handler waits for a promise'],
    ['a plain function', plainHandler(`() => ${NEVER}`), 'the handler waits for a promise'],
    ['a stream', classHandler(`handler() { return (writer) => ${NEVER}; }`), 'was never ended'],
  ])('(%s), with nothing left to run, is reported, and the process exits', async (_, source, message) => {
    await using lambda = await start(source);
    const { id } = lambda.api.next();
    const response = await lambda.api.response();
    expect(response).toMatchObject({ call: 'error', requestId: id });
    expect(response.header('lambda-runtime-function-error-type')).toBe('Runtime.NodeJsExit');
    expect(response.json()).toMatchObject({ errorMessage: expect.stringContaining(message) });
    expect((await lambda.exited).code).toBeGreaterThan(0);
  });

  it('exits even if the report fails', async () => {
    await using lambda = await start(plainHandler(`() => ${NEVER}`), {
      api: (api) => api.once('error', resetAfter(Buffer.alloc(0))),
    });
    await lambda.invoke();
    expect((await lambda.exited).code).toBeGreaterThan(0);
  });

  it('is not reported while a timer is active', async () => {
    await using lambda = await start(
      plainHandler(`() => new Promise((resolve) => setTimeout(resolve, 100, 'settled'))`),
    );
    expect((await lambda.invoke()).text).toBe('"settled"');
  });
});

describe('process.exit in a handler', () => {
  it.each(['', '0', '1', '3'])('(%s) exits non-zero', async (code) => {
    await using lambda = await start(plainHandler(`async () => process.exit(${code})`));
    lambda.api.next();
    expect((await lambda.exited).code).toBeGreaterThan(0);
  });

  it('sends no second response', async () => {
    await using lambda = await start(
      classHandler(`async handler() { await this.sendInvocationResponse('sent'); process.exit(0); }`),
    );
    expect((await lambda.invoke()).text).toBe('sent');
    await lambda.exited;
    expect(lambda.api.all('error')).toEqual([]);
  });
});

describe('an error that nothing catches', () => {
  it.each([
    [
      'a class, as text',
      classHandler(`async handler() { setImmediate(() => { throw new RangeError('loose'); }); return ${BUSY}; }`),
      'Text',
    ],
    [
      'a function, as JSON',
      plainHandler(`() => { void Promise.reject(new RangeError('loose')); return ${BUSY}; }`),
      'JSON',
    ],
    [
      'a stream',
      classHandler(
        `handler() { return async (writer) => { await writer.write('x'); setImmediate(() => { throw new RangeError('loose'); }); await ${BUSY}; }; }`,
      ),
      'Text',
    ],
  ])('is logged once: %s', async (_what, source, format) => {
    await using lambda = await start(source, { env: { AWS_LAMBDA_LOG_FORMAT: format } });
    await lambda.invoke();
    await lambda.exited;
    const records = lambda.process.stderr.split('\n').filter((line) => line !== '');
    expect(records).toEqual([expect.stringMatching(/ERROR.*loose/)]);
  });
});
