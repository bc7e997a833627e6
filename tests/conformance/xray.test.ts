import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { classHandler, plainHandler } from './function/handler-source.ts';
import { type Files, type Lambda, type LambdaOptions, start, startIn, writeFunction } from './function/lambda.ts';
import { TRACE_ID } from './server/responses.ts';
import { type SentSubsegment, XrayDaemon } from './server/xray-daemon.ts';

const SDK = `import AWSXRay from 'aws-xray-sdk-core';\n`;
const CAPTURE = `import { capture } from '@alr/runtime/xray';\n`;

function tracing(daemon: XrayDaemon, options: LambdaOptions = {}): LambdaOptions {
  return {
    packages: ['aws-xray-sdk-core'],
    ...options,
    env: { AWS_XRAY_DAEMON_ADDRESS: daemon.address, AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR', ...options.env },
  };
}

/** The trace header of an invocation, with a number. */
function traceOf(number: number, sampled = true): Record<string, string> {
  return { 'Lambda-Runtime-Trace-Id': `Root=${rootOf(number)};Parent=${parentOf(number)};Sampled=${sampled ? 1 : 0}` };
}

function rootOf(number: number): string {
  return `1-5759e988-${String(number).padStart(24, '0')}`;
}

function parentOf(number: number): string {
  return String(number).padStart(16, '0');
}

/** The next subsegments by name. */
async function take(daemon: XrayDaemon, count: number): Promise<Record<string, SentSubsegment>> {
  const taken: Record<string, SentSubsegment> = {};
  for (let i = 0; i < count; i += 1) {
    const subsegment = await daemon.next();
    taken[subsegment.name] = subsegment;
  }
  return taken;
}

describe('the X-Ray SDK', () => {
  it.each([
    ['captureFunc', `AWSXRay.captureFunc('work', () => 'done')`],
    [
      'captureAsyncFunc',
      `AWSXRay.captureAsyncFunc('work', async (subsegment) => { await null; subsegment.close(); return 'done'; })`,
    ],
  ])('sends the subsegments of %s to the daemon, as children of the invocation', async (_, call) => {
    await using daemon = await XrayDaemon.start();
    await using lambda = await start(`${SDK}${plainHandler(`async () => ${call}`)}`, tracing(daemon));
    expect((await lambda.invoke(null, { headers: traceOf(7) })).text).toBe('"done"');
    const sent = await daemon.next();
    expect(sent).toMatchObject({ type: 'subsegment', name: 'work', trace_id: rootOf(7), parent_id: parentOf(7) });
    expect(sent.id).toMatch(/^[0-9a-f]{16}$/);
    expect(sent.end_time).toBeGreaterThanOrEqual(sent.start_time);
    expect(await lambda.log()).toBe('');
  });

  it('sends nothing for an invocation that is not sampled', async () => {
    await using daemon = await XrayDaemon.start();
    await using lambda = await start(
      `${SDK}${plainHandler(`async (event) => AWSXRay.captureFunc(event, () => 1)`)}`,
      tracing(daemon),
    );
    await lambda.invoke('first', { headers: traceOf(1) });
    await lambda.invoke('unsampled', { headers: traceOf(2, false) });
    await lambda.invoke('rootless', { headers: { 'Lambda-Runtime-Trace-Id': 'Root=1-2-3;Sampled=1' } });
    await lambda.invoke('passed through', { headers: { 'Lambda-Runtime-Trace-Id': `Root=${rootOf(3)}` } });
    await lambda.invoke('untraced', { headers: { 'Lambda-Runtime-Trace-Id': undefined } });
    await lambda.invoke('last', { headers: traceOf(4) });
    expect(Object.keys(await take(daemon, 2))).toEqual(['first', 'last']);
    expect(await lambda.log()).toBe('');
  });

  it('is found in the function’s bundle', async () => {
    await using daemon = await XrayDaemon.start();
    // Its original path, from which its dependencies resolve.
    const sdk = createRequire(import.meta.url).resolve('aws-xray-sdk-core');
    const source = await writeFunction({
      'app.mjs': `import AWSXRay from '${sdk}';\n${plainHandler(`async () => AWSXRay.captureFunc('work', () => 1)`)}`,
    });
    const folder = await writeFunction({});
    const build = await rolldown({ input: join(source, 'app.mjs'), platform: 'node' });
    await build.write({ file: join(folder, 'app.cjs'), format: 'cjs', codeSplitting: false });
    await build.close();
    await using lambda = await startIn(folder, tracing(daemon, { ...manyAtOnce(2), packages: [] }));
    await lambda.invoke(null, { headers: traceOf(7) });
    expect(await daemon.next()).toMatchObject({ trace_id: rootOf(7), parent_id: parentOf(7) });
  });

  it('works without the variables of Lambda, as under AWS’s emulator', async () => {
    await using daemon = await XrayDaemon.start();
    await using lambda = await start(
      `${SDK}${plainHandler(`async () => AWSXRay.captureFunc('work', () => 1)`)}`,
      tracing(daemon, { env: { LAMBDA_TASK_ROOT: undefined } }),
    );
    await lambda.invoke(null, { headers: traceOf(7) });
    expect(await daemon.next()).toMatchObject({ parent_id: parentOf(7) });
  });

  it('sends each invocation’s trace to the services that it calls', async () => {
    const seen: [string | undefined, unknown][] = [];
    const service = createServer((request, response) => {
      seen.push([request.url, request.headers['x-amzn-trace-id']]);
      response.end();
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    await using daemon = await XrayDaemon.start();
    await using lambda = await start(
      `import http from 'node:http';\n${SDK}AWSXRay.captureHTTPsGlobal(http);
       ${plainHandler(`(event) => new Promise((resolve) => {
         http.get(process.env.ENDPOINT + event, (response) => response.on('end', () => resolve()).resume());
       })`)}`,
      tracing(daemon, {
        ...manyAtOnce(10),
        env: { ...concurrent(10), ENDPOINT: `http://127.0.0.1:${(service.address() as AddressInfo).port}/` },
      }),
    );
    for (let i = 0; i < 10; i += 1) lambda.api.next({ event: i, headers: traceOf(i) });
    for (let i = 0; i < 10; i += 1) expect((await lambda.api.response()).call).toBe('response');
    const sent = [];
    for (let i = 0; i < 10; i += 1) sent.push(await daemon.next());
    service.closeAllConnections();
    service.close();
    expect(seen).toHaveLength(10);
    for (const [url, header] of seen) {
      const root = rootOf(Number(url?.slice(1)));
      const subsegment = sent.find(({ trace_id }) => trace_id === root);
      expect(header).toBe(`Root=${root};Parent=${subsegment?.id};Sampled=1`);
    }
  });
});

function concurrent(count: number): Record<string, string> {
  return { AWS_LAMBDA_MAX_CONCURRENCY: String(count) };
}

function manyAtOnce(count: number): LambdaOptions {
  return {
    env: concurrent(count),
    api: (api) => {
      api.concurrency = count;
    },
  };
}

/** Invokes a function concurrently, each time with another trace. */
async function invokeAtOnce(lambda: Lambda, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) lambda.api.next({ event: i, headers: traceOf(i) });
  for (let i = 0; i < count; i += 1) expect((await lambda.api.response()).call).toBe('response');
}

describe('captures of overlapping invocations', () => {
  const Turns = `const turns = async (count) => { for (; count > 0; count--) await new Promise(count % 2 ? setImmediate : (go) => setTimeout(go, 1)); };\n`;

  it.each([
    [
      'the SDK',
      `${SDK}${Turns}${plainHandler(`(event) => AWSXRay.captureAsyncFunc('outer ' + event, async (outer) => {
        await turns(event % 5);
        await AWSXRay.captureAsyncFunc('inner ' + event, async (inner) => { await turns(event % 3); inner.close(); });
        await turns(event % 4);
        outer.close();
      })`)}`,
    ],
    [
      'capture',
      `${CAPTURE}${Turns}${classHandler(`handler(event) {
        return capture('outer ' + event, async () => {
          await turns(event % 5);
          await capture('inner ' + event, () => turns(event % 3));
          await turns(event % 4);
        });
      }`)}`,
    ],
  ])('by %s are children of their own invocations', async (_, source) => {
    await using daemon = await XrayDaemon.start();
    await using lambda = await start(source, tracing(daemon, manyAtOnce(20)));
    await invokeAtOnce(lambda, 60);
    const sent = await take(daemon, 120);
    for (let i = 0; i < 60; i += 1) {
      const [outer, inner] = [sent[`outer ${i}`], sent[`inner ${i}`]];
      expect(outer).toMatchObject({ trace_id: rootOf(i), parent_id: parentOf(i) });
      expect(inner).toMatchObject({ trace_id: rootOf(i), parent_id: outer?.id });
    }
  });

  it('leave nothing in memory', async () => {
    await using daemon = await XrayDaemon.start();
    await using lambda = await start(
      `${CAPTURE}${plainHandler(`(event) => capture('work', async () => {
        await new Promise(setImmediate);
        if (event !== 'measure') return event;
        // The SDK's context releases collected objects in a later turn.
        for (let i = 0; i < 10; i += 1) { gc(); await new Promise(setImmediate); }
        return process.memoryUsage().heapUsed;
      })`)}`,
      tracing(daemon, { ...manyAtOnce(20), nodeOptions: ['--expose-gc'] }),
    );
    const heapAfter = async (count: number): Promise<number> => {
      await invokeAtOnce(lambda, count);
      return Number((await lambda.invoke('measure')).text);
    };
    const before = await heapAfter(500);
    expect((await heapAfter(1000)) - before).toBeLessThan(1_000_000);
  });
});

describe('capture', () => {
  /** Runs these statements in a sampled invocation, and returns the response and the subsegments. */
  async function run(statements: string, count: number) {
    await using daemon = await XrayDaemon.start();
    await using lambda = await start(`${CAPTURE}${classHandler(`async handler() { ${statements} }`)}`, tracing(daemon));
    const response = await lambda.invoke();
    return { response, sent: await take(daemon, count), log: await lambda.log() };
  }

  it('returns the result of the function, and sends a subsegment', async () => {
    const { response, sent, log } = await run(`return capture('myApp', () => 'a result');`, 1);
    expect(response.text).toBe('a result');
    expect(sent.myApp).toMatchObject({ type: 'subsegment', parent_id: '53995c3f42cd8ad8' });
    expect(log).toBe('');
  });

  it('waits for a promise', async () => {
    const { response, sent } = await run(
      `return capture('myApp', () => new Promise((resolve) => setTimeout(resolve, 20, 'a result')));`,
      1,
    );
    expect(response.text).toBe('a result');
    expect((sent.myApp?.end_time ?? 0) - (sent.myApp?.start_time ?? 0)).toBeGreaterThan(0.01);
  });

  it('nests', async () => {
    const { sent } = await run(
      `await capture('outer', async () => { capture('first', () => {}); await capture('second', async () => {}); });`,
      3,
    );
    expect(sent.first).toMatchObject({ parent_id: sent.outer?.id });
    expect(sent.second).toMatchObject({ parent_id: sent.outer?.id });
  });

  it('may run concurrently', async () => {
    const { sent } = await run(
      `await Promise.all(['a', 'b'].map((name) => capture(name, () => new Promise(setImmediate))));`,
      2,
    );
    for (const name of ['a', 'b']) expect(sent[name]).toMatchObject({ parent_id: '53995c3f42cd8ad8' });
  });

  it('passes the subsegment to the function', async () => {
    const { sent } = await run(`capture('myApp', (subsegment) => subsegment.addAnnotation('order', 7));`, 1);
    expect(sent.myApp).toMatchObject({ annotations: { order: 7 } });
  });

  it.each([
    ['throws', `() => { throw new RangeError('why'); }`],
    ['rejects', `async () => { await null; throw new RangeError('why'); }`],
    ['throws a frozen error', `() => { throw Object.freeze(new RangeError('why')); }`],
    ['throws a string', `() => { throw 'why'; }`],
    ['rejects with a string', `() => Promise.reject('why')`],
  ])('records that the function %s, and fails with the same error', async (_, fn) => {
    const { response, sent } = await run(`return capture('myApp', ${fn});`, 1);
    expect(response.call).toBe('error');
    expect((response.json() as { errorMessage: string }).errorMessage).toBe('why');
    expect(sent.myApp).toMatchObject({ fault: true, cause: { exceptions: [{ message: 'why' }] } });
  });

  it('fails with any thrown value', async () => {
    const { sent, log } = await run(
      `const thrown = new Error('unreadable');
       Object.defineProperty(thrown, 'stack', { get() { throw 1; } });
       for (const each of [thrown, undefined, null, Object.create(null), Symbol('s')]) {
         try { capture('myApp', () => { throw each; }); } catch (error) { if (error !== each) throw error; }
       }`,
      5,
    );
    expect(sent.myApp?.fault).toBe(true);
    expect(log).toBe('');
  });

  it('captures the work of a stream', async () => {
    await using daemon = await XrayDaemon.start();
    await using lambda = await start(
      `${CAPTURE}${classHandler(`async handler() {
        return async (writer) => { await new Promise(setImmediate); await capture('part', () => writer.write('streamed')); };
      }`)}`,
      tracing(daemon),
    );
    expect((await lambda.invoke(null, { headers: traceOf(7) })).text).toBe('streamed');
    expect(await daemon.next()).toMatchObject({ trace_id: rootOf(7), parent_id: parentOf(7) });
  });

  it('calls the function outside an invocation', async () => {
    await using daemon = await XrayDaemon.start();
    await using lambda = await start(
      `${CAPTURE}${classHandler(`init() { this.made = capture('init', () => 'made'); } handler() { return this.made; }`)}`,
      tracing(daemon),
    );
    expect((await lambda.invoke()).text).toBe('made');
  });
});

describe('a function without the X-Ray SDK', () => {
  const Untraced: Files = {
    'app.mjs': `${CAPTURE}${classHandler(`async handler() {
      const loaded = Object.keys((await import('node:module')).default._cache).filter((file) => /xray|cls-hooked/.test(file));
      try { capture('myApp', () => {}); } catch ({ name, message }) { return { name, message, loaded }; }
    }`)}`,
  };

  it('gets the name of the package to install from capture', async () => {
    await using lambda = await start(Untraced);
    expect((await lambda.invoke()).json()).toEqual({
      name: 'XraySdkMissingError',
      message: expect.stringContaining('add aws-xray-sdk-core to the dependencies'),
      loaded: [],
    });
  });
});

describe('the W3C trace context', () => {
  it('is in the invoke store, for OpenTelemetry', async () => {
    await using lambda = await start(
      plainHandler(`async () => awslambda.InvokeStore.get(Symbol.for('_AWS_LAMBDA_TRACEPARENT')) ?? 'none'`),
    );
    const [, root = '', parent] = /^Root=1-([^;]+);Parent=([^;]+);Sampled=1$/.exec(TRACE_ID) ?? [];
    expect((await lambda.invoke()).json()).toBe(`00-${root.replace('-', '')}-${parent}-01`);
    const unsampled = await lambda.invoke(null, { headers: traceOf(7, false) });
    expect(unsampled.json()).toBe(`00-5759e988${String(7).padStart(24, '0')}-${parentOf(7)}-00`);
    expect((await lambda.invoke(null, { headers: { 'Lambda-Runtime-Trace-Id': '' } })).json()).toBe('none');
  });
});
