import { describe, expect, it } from 'vitest';
import { classHandler } from '../conformance/function/handler-source.ts';
import { emulate } from './emulated-function.ts';

/** Returns its process id and the options of Node. */
const SHOW_PROCESS = classHandler(`async handler(event) {
  if (event.fail) throw new TypeError('as asked');
  return { pid: process.pid, execArgv: process.execArgv };
}`);

/** The limit of a buffered response: 6 MiB and 100 bytes. */
const RESPONSE_LIMIT_BYTES = 6_291_556;

describe('a function of this runtime on the emulator', () => {
  it('keeps running after an error', async () => {
    await using emulated = await emulate(SHOW_PROCESS);
    const first = await emulated.invoke();
    await expect(emulated.invoke({ fail: true })).rejects.toMatchObject({ errorType: 'TypeError' });
    expect(await emulated.invoke()).toEqual(first);
  });

  it('runs with source maps enabled', async () => {
    await using emulated = await emulate(SHOW_PROCESS);
    expect(await emulated.invoke()).toMatchObject({ execArgv: ['--enable-source-maps'] });
  });

  it('streams chunk by chunk to the function URL', async () => {
    const source = classHandler(`
      handler(event) {
        if (event.rawPath === '/go-on') { this.goOn(); return ''; }
        return async (writer) => { for (let chunk = 0; chunk < 3; chunk++) await this.step(writer, chunk); };
      }
      async step(writer, chunk) {
        await writer.write('chunk ' + chunk);
        await new Promise((resolve) => { this.goOn = resolve; });
      }`);
    await using emulated = await emulate(source, { concurrency: 2 });
    const { body } = await fetch(emulated.local.url);
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let chunk = 0; chunk < 3; chunk += 1) {
      expect(await reader?.read()).toEqual({ done: false, value: `chunk ${chunk}` });
      await (await fetch(`${emulated.local.url}/go-on`)).text();
    }
    expect(await reader?.read()).toMatchObject({ done: true });
  });
});

describe('the emulator, which has copies of constants of the runtime and the writer', () => {
  it('has the same limit of a response', async () => {
    const source = classHandler(`handler({ size }) { return JSON.stringify('x'.repeat(size - 2)); }`);
    await using emulated = await emulate(source);
    expect(await emulated.invoke({ size: RESPONSE_LIMIT_BYTES })).toHaveLength(RESPONSE_LIMIT_BYTES - 2);
    await expect(emulated.invoke({ size: RESPONSE_LIMIT_BYTES + 1 })).rejects.toMatchObject({
      errorType: 'Function.ResponseSizeTooLarge',
    });
    await expect.poll(() => emulated.log()).toContain(`only ${RESPONSE_LIMIT_BYTES} bytes are allowed`);
  });

  it('has the same content type and delimiter of a prelude', async () => {
    const source = classHandler(`handler() {
      return async (writer) => {
        writer.setHttpResponse({ statusCode: 201, headers: { 'x-order': '7' } });
        await writer.write('created');
      };
    }`);
    await using emulated = await emulate(source);
    const response = await fetch(emulated.local.url);
    expect([response.status, response.headers.get('x-order'), await response.text()]).toEqual([201, '7', 'created']);
  });

  it('has the same trailers of a stream that fails', async () => {
    const source = classHandler(`handler() {
      return async (writer) => {
        await writer.write('a start');
        throw new RangeError('too far');
      };
    }`);
    await using emulated = await emulate(source);
    await expect(emulated.invoke()).rejects.toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
  });
});

describe('concurrency', () => {
  it('overlaps invocations in one process, each with its own log records', async () => {
    const source = classHandler(`
      all = Promise.withResolvers();
      count = 0;
      async handler(event, context) {
        if (++this.count === 8) this.all.resolve();
        await this.all.promise;
        this.logger.info('met number ' + event.number);
        return { number: event.number, pid: process.pid, id: context.awsRequestId };
      }`);
    await using emulated = await emulate(source, { concurrency: 8 });
    const numbers = Array.from({ length: 8 }, (_, number) => number);
    const responses = (await Promise.all(numbers.map((number) => emulated.invoke({ number })))) as {
      number: number;
      pid: number;
      id: string;
    }[];
    expect(responses.map(({ number }) => number)).toEqual(numbers);
    expect(new Set(responses.map(({ pid }) => pid)).size).toBe(1);
    for (const { number, id } of responses) {
      const line = emulated
        .log()
        .split('\n')
        .find((record) => record.includes(`met number ${number}`));
      expect(JSON.parse(line ?? '')).toMatchObject({ level: 'INFO', requestId: id });
    }
  });

  it('only logs a response that is too late', async () => {
    const source = classHandler(`async handler(event) {
      if (event.slow) await new Promise((resolve) => setTimeout(resolve, 1500));
      return process.pid;
    }`);
    await using emulated = await emulate(source, { concurrency: 1, timeout: 1 });
    const pid = await emulated.invoke();
    await expect(emulated.invoke({ slow: true })).rejects.toMatchObject({ errorType: 'Sandbox.Timedout' });
    const goOn = async () => {
      expect(await emulated.invoke()).toBe(pid);
      return emulated.log();
    };
    await expect.poll(goOn).toMatch(/410/);
  });
});

describe('SnapStart', () => {
  const hooks = (afterRestore = '') =>
    classHandler(`
      init() { this.logger.info('init'); }
      beforeSnapshot() { this.logger.info('before the snapshot'); }
      afterRestore() { this.logger.info('after the restore'); ${afterRestore} }
      handler() { return { type: process.env.AWS_LAMBDA_INITIALIZATION_TYPE }; }`);

  it('runs the hooks before the snapshot and after the restore', async () => {
    await using emulated = await emulate(hooks(), { snapStart: true });
    await emulated.until('snapshot');
    expect(await emulated.invoke()).toEqual({ type: 'snap-start' });
    const order = emulated.events.flatMap((event) => {
      if (event.type === 'log') return event.line.split('\t').slice(-1);
      return ['snapshot', 'restoring', 'start'].includes(event.type) ? [event.type] : [];
    });
    expect(order).toEqual(['init', 'before the snapshot', 'snapshot', 'restoring', 'after the restore', 'start']);
  });

  it('fails the invocation if the restore fails', async () => {
    await using emulated = await emulate(hooks(`throw new Error('no database');`), { snapStart: true });
    await expect(emulated.invoke()).rejects.toMatchObject({
      errorType: 'Runtime.AfterRestoreError',
      errorMessage: expect.stringContaining('no database'),
    });
  });
});

describe('the shutdown', () => {
  it('runs the hook', async () => {
    const emulated = await emulate(
      classHandler(`onShutdown(signal) { this.logger.info('closed at ' + signal); } handler() { return 1; }`),
    );
    await emulated.invoke();
    await emulated[Symbol.asyncDispose]();
    expect(emulated.log()).toContain('closed at SIGTERM');
  });

  it('sends no signal if there is no hook', async () => {
    const emulated = await emulate(classHandler('handler() { return 1; }'));
    await emulated.invoke();
    await emulated[Symbol.asyncDispose]();
    expect(emulated.events.map(({ type }) => type)).not.toContain('terminating');
  });
});

describe('a fault', () => {
  it.each(['response=400:1', '403:1', '410:1', '413:1', 'reset:1'])('%s is survived', async (fault) => {
    await using emulated = await emulate(SHOW_PROCESS, { faults: [fault] });
    await expect(emulated.invoke()).rejects.toMatchObject({ errorType: expect.stringMatching(/^(Emul|Sand|Func)/) });
    expect(await emulated.invoke()).toMatchObject({ pid: expect.any(Number) });
    expect(emulated.events.filter(({ type }) => type === 'starting')).toHaveLength(1);
  });

  it.each(['response=500:1', 'timeout:1'])(
    '%s ends the process, and the next process handles the next invocation',
    async (fault) => {
      await using emulated = await emulate(SHOW_PROCESS, { faults: [fault], timeout: 1 });
      await expect(emulated.invoke()).rejects.toMatchObject({ errorType: expect.any(String) });
      expect(await emulated.invoke()).toMatchObject({ pid: expect.any(Number) });
      expect(emulated.events.filter(({ type }) => type === 'starting')).toHaveLength(2);
    },
  );

  it.each(['next=reset:1', 'slow=1'])('%s loses no invocation', async (fault) => {
    await using emulated = await emulate(SHOW_PROCESS, { faults: [fault] });
    expect(await emulated.invoke()).toMatchObject({ pid: expect.any(Number) });
    expect(emulated.events.filter(({ type }) => type === 'fault').length).toBeGreaterThan(0);
  });
});
