import { describe, expect, it } from 'vitest';
import { classHandler, ECHO } from './function/handler-source.ts';
import { start } from './function/lambda.ts';
import { rejectWith, staySilent } from './server/behaviours.ts';

/** A class with a shutdown hook that runs these statements. */
const withHook = (statements: string, handler = 'return event;'): string =>
  classHandler(`async onShutdown(signal) { ${statements} } async handler(event, context) { ${handler} }`);

describe('a function with a shutdown hook', () => {
  it('registers an extension without events, and leaves its poll pending, before the first invocation', async () => {
    await using lambda = await start(withHook(''));
    await lambda.api.request('next');
    const register = await lambda.api.request('extension/register');
    expect(register.header('lambda-extension-name')).toMatch(/./);
    expect(register.json()).toEqual({ events: [] });
    const poll = await lambda.api.request('extension/event/next');
    expect(poll.header('lambda-extension-identifier')).toBe('an-extension');
    expect((await lambda.invoke('served')).text).toBe('served');
  });

  it('runs it at SIGTERM, and exits', async () => {
    await using lambda = await start(withHook(`await new Promise(setImmediate); console.error('closed at', signal);`));
    await lambda.invoke('served');
    lambda.process.kill('SIGTERM');
    expect(await lambda.exited).toEqual({ code: 0, signal: null });
    expect(await lambda.log()).toContain('closed at SIGTERM');
  });

  it('runs it even if SIGTERM arrives before the extension is registered', async () => {
    await using lambda = await start(withHook(`await new Promise(setImmediate); console.error('closed at', signal);`), {
      api: (api) => api.once('extension/register', staySilent),
    });
    await lambda.api.request('extension/register');
    lambda.process.kill('SIGTERM');
    expect(await lambda.exited).toEqual({ code: 0, signal: null });
    expect(await lambda.log()).toContain('closed at SIGTERM');
  });

  it('aborts the signal of the current invocation', async () => {
    await using lambda = await start(
      withHook(
        '',
        `const alive = setInterval(() => {}, 1000);
         context.signal.addEventListener('abort', () => { console.error('aborted'); clearInterval(alive); });
         console.error('waiting');
         await new Promise(() => {});`,
      ),
    );
    lambda.api.next();
    await lambda.process.logged(/waiting/);
    lambda.process.kill('SIGTERM');
    await lambda.exited;
    expect(await lambda.log()).toContain('aborted');
  });

  it.each([
    ['never settles', 'await new Promise(() => { setInterval(() => {}, 1000); });'],
    ['throws', `throw new RangeError('could not close');`],
  ])('that %s ends anyway, and is logged', async (_, statements) => {
    await using lambda = await start(withHook(statements));
    await lambda.invoke('served');
    lambda.process.kill('SIGTERM');
    await lambda.exited;
    expect(await lambda.log()).toMatch(/onShutdown/);
  });

  it('waits for it, although the event loop is otherwise empty', async () => {
    await using lambda = await start(
      withHook(
        `console.error('closing'); await new Promise(() => {});`,
        `const alive = setInterval(() => {}, 1000);
         context.signal.addEventListener('abort', () => clearInterval(alive));
         console.error('waiting');
         await new Promise(() => {});`,
      ),
    );
    lambda.api.next();
    await lambda.process.logged(/waiting/);
    lambda.process.kill('SIGTERM');
    expect(await lambda.exited).toEqual({ code: 0, signal: null });
    expect(await lambda.log()).toMatch(/onShutdown.*450 ms/);
    expect(lambda.api.all('error')).toEqual([]);
  });

  it('still reports a handler that never settles', async () => {
    await using lambda = await start(withHook('', 'await new Promise(() => {});'));
    const response = await lambda.invoke();
    expect(response.header('lambda-runtime-function-error-type')).toBe('Runtime.NodeJsExit');
    expect((await lambda.exited).code).toBe(1);
  });

  it('runs it with concurrent invocations too', async () => {
    await using lambda = await start(withHook('', 'await new Promise(() => {});'), {
      env: { AWS_LAMBDA_MAX_CONCURRENCY: '1' },
    });
    expect((await lambda.invoke()).header('lambda-runtime-function-error-type')).toBe('Runtime.NodeJsExit');
    expect((await lambda.exited).code).toBe(1);
  });

  it.each([403, 500])('handles invocations if the registration is rejected with %i', async (status) => {
    await using lambda = await start(withHook(''), {
      api: (api) => api.once('extension/register', rejectWith(status, 'Extension.Refused')),
    });
    expect((await lambda.invoke('served')).text).toBe('served');
    await lambda.process.logged(new RegExp(String(status)));
  });
});

describe('a function without a shutdown hook', () => {
  it('registers no extension', async () => {
    await using lambda = await start(ECHO);
    await lambda.invoke();
    expect(lambda.api.all('extension/register')).toEqual([]);
  });

  it('is ended by SIGTERM, like any process', async () => {
    await using lambda = await start(ECHO);
    await lambda.invoke();
    lambda.process.kill('SIGTERM');
    expect(await lambda.exited).toEqual({ code: null, signal: 'SIGTERM' });
  });
});
