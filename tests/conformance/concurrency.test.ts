import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classHandler, TELL_INVOCATION, withSignals } from './function/handler-source.ts';
import { type Files, type Lambda, type LambdaOptions, start } from './function/lambda.ts';
import { refuseWith, resetAfter } from './server/behaviours.ts';
import type { Exchange } from './server/exchange.ts';

/** Starts a function that is handed so many invocations at once. */
function startConcurrent(source: string | Files, concurrency: number, options: LambdaOptions = {}): Promise<Lambda> {
  return start(source, {
    ...options,
    env: { AWS_LAMBDA_MAX_CONCURRENCY: String(concurrency), ...options.env },
    api: (api) => {
      api.concurrency = concurrency;
      options.api?.(api);
    },
  });
}

/** The next replies, by their invocations. */
async function repliesOf(lambda: Lambda, count: number): Promise<Map<string | undefined, Exchange>> {
  const replies = await Promise.all(Array.from({ length: count }, () => lambda.api.reply()));
  return new Map(replies.map((reply) => [reply.requestId, reply]));
}

/** Waits until so many polls have arrived in all. */
async function polls(lambda: Lambda, count: number): Promise<void> {
  for (let seen = 0; seen < count; seen += 1) await lambda.api.request('next');
}

describe('concurrent invocations', () => {
  it('are asked for by as many polls as may be open', async () => {
    await using lambda = await startConcurrent(TELL_INVOCATION, 5);
    await polls(lambda, 5);
    expect(lambda.api.all('response')).toEqual([]);
  });

  it('each have their own event, context, store, trace and tenant, however they overlap', async () => {
    const invocations = fc.array(fc.record({ value: fc.string(), turns: fc.nat(4) }), { minLength: 1, maxLength: 60 });
    await using lambda = await startConcurrent(TELL_INVOCATION, 16);
    await fc.assert(
      fc.asyncProperty(invocations, async (events) => {
        const ids = events.map((event, index) => {
          const headers = {
            'Lambda-Runtime-Trace-Id': `Root=1-${index}-${event.turns};Sampled=0`,
            'Lambda-Runtime-Aws-Tenant-Id': `tenant-${index}`,
          };
          return lambda.api.next({ event, headers }).id;
        });
        const replies = await repliesOf(lambda, events.length);
        ids.forEach((id, index) => {
          expect(replies.get(id)?.json()).toEqual({
            event: events[index]?.value,
            context: id,
            store: id,
            trace: `Root=1-${index}-${events[index]?.turns};Sampled=0`,
            tenant: `tenant-${index}`,
            variable: null,
          });
        });
      }),
      { numRuns: 12 },
    );
  });

  it('reply each for itself', async () => {
    await using lambda = await startConcurrent(
      classHandler(`async handler(event) {
        await new Promise((resolve) => setTimeout(resolve, 5 - event));
        if (event % 2) await this.sendInvocationError('odd ' + event, 'Odd');
        else await this.sendInvocationResponse('even ' + event);
      }`),
      6,
    );
    const ids = [0, 1, 2, 3, 4, 5].map((event) => lambda.api.next({ event }).id);
    const replies = await repliesOf(lambda, 6);
    ids.forEach((id, event) => {
      expect(replies.get(id)?.text).toContain(`${event % 2 ? 'odd' : 'even'} ${event}`);
    });
  });

  it('may stream at once', async () => {
    await using lambda = await startConcurrent(
      classHandler(`async handler(event) {
        return async (writer) => { for (let i = 0; i < 20; i += 1) { await writer.write(event + ' '); await new Promise(setImmediate); } };
      }`),
      8,
    );
    const ids = Array.from({ length: 8 }, (_, event) => lambda.api.next({ event }).id);
    const replies = await repliesOf(lambda, 8);
    ids.forEach((id, event) => {
      expect(replies.get(id)?.text).toBe(`${event} `.repeat(20));
    });
  });

  it('do not wait for one another', async () => {
    await using lambda = await startConcurrent(
      withSignals(classHandler(`async handler(event) { if (event === 'slow') await signalled(); return event; }`)),
      2,
    );
    const slow = lambda.api.next({ event: 'slow' }).id;
    for (const event of ['a', 'b', 'c']) expect((await lambda.invoke(event)).text).toBe(event);
    lambda.process.kill('SIGUSR2');
    expect(await lambda.api.reply()).toMatchObject({ requestId: slow, text: 'slow' });
  });
});

describe('trouble of one among concurrent invocations', () => {
  it.each([
    ['throws', `throw new RangeError('on purpose');`, 'Function.RangeError'],
    ['leaves a rejection', `Promise.reject(new RangeError('on purpose')); await new Promise(() => {});`, undefined],
    [
      'leaves an exception',
      `setImmediate(() => { throw new RangeError('on purpose'); }); await new Promise(() => {});`,
      undefined,
    ],
  ])('that %s is that invocation’s own', async (_, statements, type) => {
    await using lambda = await startConcurrent(
      withSignals(
        classHandler(`async handler(event) {
          if (event === 'fail') { ${statements} }
          if (event === 'wait') await signalled();
          return event;
        }`),
      ),
      3,
    );
    const waiting = lambda.api.next({ event: 'wait' }).id;
    const failing = lambda.api.next({ event: 'fail' }).id;
    const reply = await lambda.api.reply();
    expect(reply).toMatchObject({ call: 'error', requestId: failing });
    expect(reply.text).toContain('on purpose');
    if (type) expect(reply.header('lambda-runtime-function-error-type')).toBe(type);
    lambda.process.kill('SIGUSR2');
    expect(await lambda.api.reply()).toMatchObject({ call: 'response', requestId: waiting });
    for (const event of ['a', 'b', 'c', 'd']) expect((await lambda.invoke(event)).text).toBe(event);
  });

  it('whose reply came too late leaves the others alone', async () => {
    await using lambda = await startConcurrent(TELL_INVOCATION, 2, {
      api: (api) => api.once('response', refuseWith(410, 'InvocationGone')),
    });
    for (let i = 0; i < 4; i += 1) expect((await lambda.invoke()).call).toBe('response');
    await lambda.process.logged(/410/);
  });

  it('whose poll is reset backs off and polls again, alone', async () => {
    await using lambda = await startConcurrent(TELL_INVOCATION, 3, {
      api: (api) => api.once('next', resetAfter(Buffer.alloc(0))).once('next', resetAfter(Buffer.alloc(0))),
    });
    expect((await lambda.invoke()).call).toBe('response');
    // Three first polls, the one after the reply, and one more for each reset.
    await polls(lambda, 6);
  });

  it('ends the process where the API breaks down', async () => {
    await using lambda = await startConcurrent(TELL_INVOCATION, 2, {
      api: (api) => api.once('response', refuseWith(500, 'InternalServerError')),
    });
    await lambda.invoke();
    expect((await lambda.exited).code).toBeGreaterThan(0);
  });
});

describe('the log of concurrent invocations', () => {
  it('is JSON, each line with the id of its invocation', async () => {
    await using lambda = await startConcurrent(
      classHandler(`async handler(event, context) {
        await new Promise((resolve) => setTimeout(resolve, 3 - (event % 4)));
        this.logger.info('of ' + context.awsRequestId);
        return 'done';
      }`),
      4,
    );
    const ids = Array.from({ length: 12 }, (_, event) => lambda.api.next({ event }).id);
    await repliesOf(lambda, 12);
    const records = (await lambda.log())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map(({ requestId }) => requestId).sort()).toEqual(ids.sort());
    for (const record of records) expect(record.message).toBe(`of ${record.requestId}`);
  });
});
