import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classHandler, ECHO, plainHandler } from './function/handler-source.ts';
import { type Lambda, type LambdaOptions, startConcurrent } from './function/lambda.ts';
import { rejectWith, resetAfter, respondWith } from './server/behaviours.ts';
import { httpResponse } from './server/responses.ts';

const AT_ONCE = 50;

/** Adds `observe(context)`, which collects an invocation's view of itself, and `wait(turns)` to a module. */
function observing(source: string): string {
  return `const observe = ({ awsRequestId, traceId, tenantId }) => {
  const store = awslambda.InvokeStore;
  return {
    context: [awsRequestId, traceId, tenantId],
    store: [store.getRequestId(), store.getXRayTraceId(), store.getTenantId()],
    variable: process.env._X_AMZN_TRACE_ID,
  };
};
const wait = async (turns) => {
  for (; turns > 0; turns--) await new Promise(turns % 3 === 0 ? (resolve) => setTimeout(resolve, 1) : setImmediate);
};
${source}`;
}

function headersOf(id: string): Record<string, string> {
  return { 'Lambda-Runtime-Trace-Id': traceOf(id), 'Lambda-Runtime-Aws-Tenant-Id': `tenant of ${id}` };
}

function traceOf(id: string): string {
  return `Root=1-5759e988-${id.replaceAll('-', '').slice(0, 24)};Parent=53995c3f42cd8ad8;Sampled=1`;
}

/** The expected view of an invocation. */
function observationOf(id: string): unknown {
  const itself = [id, traceOf(id), `tenant of ${id}`];
  return { context: itself, store: itself, variable: traceOf(id) };
}

/** Sends all events at once, and returns the response or the error message of each invocation. */
async function invokeAll(lambda: Lambda, events: readonly unknown[]): Promise<Map<string, string>> {
  const ids = events.map((event) => {
    const id = randomUUID();
    lambda.api.next({ id, event, headers: headersOf(id) });
    return id;
  });
  const responses = new Map<string, string>();
  for (const _ of ids) {
    const response = await lambda.api.response();
    responses.set(response.requestId ?? '', response.call === 'error' ? errorMessage(response.json()) : response.text);
  }
  return responses;
}

function errorMessage(report: unknown): string {
  return (report as { errorMessage: string }).errorMessage.replace(/^Error: /, '');
}

const ways = ['return', 'send', 'throw', 'send an error', 'stream', 'send a stream', 'reject', 'crash'] as const;

/** Observes and logs twice with a wait between, and responds with both observations in the way that the event selects. */
const OBSERVER = observing(
  classHandler(`async handler({ way, turns }, context) {
    const before = observe(context);
    this.logger.info('by the logger');
    await wait(turns);
    console.log('by the console');
    const seen = JSON.stringify([before, observe(context)]);
    const stream = async (writer) => {
      for (const part of seen.match(/.{1,100}/g)) {
        await writer.write(part);
        await wait(turns);
      }
    };
    switch (way) {
      case 'return': return seen;
      case 'send': return this.sendInvocationResponse(seen);
      case 'throw': throw new Error(seen);
      case 'send an error': return this.sendInvocationError(seen);
      case 'stream': return stream;
      case 'send a stream': return this.sendStreamingResponse(stream);
      case 'reject': Promise.reject(new Error(seen)); return new Promise(() => {});
      case 'crash': setImmediate(() => { throw new Error(seen); }); return new Promise(() => {});
    }
  }`),
);

describe('hundreds of overlapping invocations', () => {
  const plans = fc.array(fc.record({ way: fc.constantFrom(...ways), turns: fc.integer({ min: 0, max: 12 }) }), {
    minLength: 100,
    maxLength: 200,
  });

  it('see no data of each other, and log with their own ids', async () => {
    await using lambda = await startConcurrent(OBSERVER, AT_ONCE);
    const ids: string[] = [];
    await fc.assert(
      fc.asyncProperty(plans, async (events) => {
        for (const [id, text] of await invokeAll(lambda, events)) {
          expect(JSON.parse(text)).toEqual([observationOf(id), observationOf(id)]);
          ids.push(id);
        }
      }),
      { numRuns: 4 },
    );
    const records = (await lambda.log())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { requestId: string; message: string });
    for (const message of ['by the logger', 'by the console']) {
      const loggedBy = records.filter((record) => record.message === message).map(({ requestId }) => requestId);
      expect(loggedBy.sort()).toEqual(ids.sort());
    }
  });

  it.each([
    ['a plain function', `async ({ turns }, context) => { await wait(turns); return observe(context); }`],
    [
      'a function with a callback',
      `({ turns }, context, callback) => { setTimeout(() => callback(null, observe(context)), turns % 3); }`,
    ],
    [
      'a function that streams',
      `awslambda.streamifyResponse(async ({ turns }, stream, context) => {
        await wait(turns);
        stream.end(JSON.stringify(observe(context)));
      })`,
    ],
  ])('of %s see no data of each other', async (_, fn) => {
    await using lambda = await startConcurrent(observing(plainHandler(fn)), AT_ONCE);
    const responses = await invokeAll(
      lambda,
      Array.from({ length: 200 }, (_, i) => ({ turns: i % 7 })),
    );
    for (const [id, text] of responses) expect(JSON.parse(text)).toEqual(observationOf(id));
  });

  it('leave nothing in memory', async () => {
    await using lambda = await startConcurrent(
      plainHandler(`async (event, context) => {
        context.signal.addEventListener('abort', () => {});
        await new Promise(setImmediate);
        if (event !== 'measure') return event;
        gc();
        return process.memoryUsage().heapUsed;
      }`),
      AT_ONCE,
      { nodeOptions: ['--expose-gc'] },
    );
    const heapAfter = async (count: number): Promise<number> => {
      await invokeAll(
        lambda,
        Array.from({ length: count }, () => 'any'),
      );
      return Number((await lambda.invoke('measure')).text);
    };
    const before = await heapAfter(500);
    expect((await heapAfter(1000)) - before).toBeLessThan(500_000);
  });
});

describe('a failed poll among others', () => {
  it.each([
    ['is reset', resetAfter(Buffer.alloc(0))],
    ['is reset in the middle of its response', resetAfter(httpResponse({ body: '{}' }).subarray(0, 40))],
    ['gets a 500', rejectWith(500, 'InternalServerError')],
    ['gets a response without a request id', respondWith(httpResponse({ body: '{}' }))],
  ])('which %s is retried', async (_, behaviour) => {
    await using lambda = await startConcurrent(ECHO, 3, { api: (api) => api.once('next', behaviour) });
    for (const event of [1, 2, 3, 4, 5, 6]) expect((await lambda.invoke(event)).text).toBe(String(event));
    // Three at first, one retry, and one after each response.
    for (let polls = 0; polls < 10; polls += 1) await lambda.api.request('next');
  });
});

describe('a concurrent function without an API', () => {
  it.each([
    ['there is none at the address', { env: { AWS_LAMBDA_RUNTIME_API: '127.0.0.1:1' } }],
    ['it resets every connection', { api: (api) => api.always('next', resetAfter(Buffer.alloc(0))) }],
  ] satisfies [string, LambdaOptions][])('exits if %s', async (_, options) => {
    await using lambda = await startConcurrent(ECHO, 8, options);
    expect((await lambda.exited).code).toBe(1);
    expect(await lambda.log()).toContain('127.0.0.1:');
  });
});

describe('a handler that never settles, among others', () => {
  const hanging = (promise: string): string => plainHandler(`async (event) => event === 'hangs' ? ${promise} : event`);

  it('makes room for another invocation after its deadline', async () => {
    await using lambda = await startConcurrent(hanging('new Promise(() => setInterval(() => {}, 1000))'), 1, {
      api: (api) => {
        // The platform has ended the invocation by now.
        api.concurrency = 2;
      },
    });
    const { id } = lambda.api.next({
      event: 'hangs',
      headers: { 'Lambda-Runtime-Deadline-Ms': String(Date.now() + 300) },
    });
    expect((await lambda.invoke('next')).text).toBe('"next"');
    expect(await lambda.process.logged(/deadline/)).toContain(id);
  });

  it('is reported if all of them never settle and the event loop is empty', async () => {
    await using lambda = await startConcurrent(hanging('new Promise(() => {})'), 2);
    const ids = [lambda.api.next({ event: 'hangs' }).id, lambda.api.next({ event: 'hangs' }).id];
    const responses = [await lambda.api.response(), await lambda.api.response()];
    expect(responses.map(({ requestId }) => requestId).sort()).toEqual(ids.sort());
    for (const response of responses) {
      expect(response.header('lambda-runtime-function-error-type')).toBe('Runtime.NodeJsExit');
    }
    expect((await lambda.exited).code).toBe(1);
  });
});
