import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Context } from '@alr/context';
import type { Writer } from '@alr/writer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LateInvocation, LateRuntimeApi, type Outcome, turns } from '../../test/late-runtime-api.ts';
import { createRuntime, ScriptedPlatform } from '../../test/scripted-platform.ts';
import { type StreamingHandler, streamifyResponse } from '../aws-compat/awslambda.ts';
import { Runtime } from '../runtime.ts';
import { Connection } from '../runtime-api/connection.ts';
import { ConnectionPool } from '../runtime-api/pool.ts';
import { type PlainFunction, runFunction } from '../start/function-adapter.ts';

const operations = ['write', 'write nothing', 'write undefined', 'close', 'abort', 'destroy'] as const;
/** Before the end of the response is sent; after it has arrived at the platform; after the platform has accepted it. */
const moments = ['at once', 'once received', 'once accepted'] as const;

type Operation = (typeof operations)[number];
type Moment = (typeof moments)[number];

/** What a producer does with its stream, and how it ends. */
interface Script {
  readonly steps: readonly { readonly operation: Operation; readonly isAwaited: boolean; readonly moment: Moment }[];
  readonly ending: 'return' | 'throw' | 'close, and reject';
  readonly moment: Moment;
}

/** A stream that a script operates on. A result that is not awaited must not become an unhandled rejection. */
type Stream = Readonly<Record<Operation, () => unknown>>;

function writerStream(writer: Writer): Stream {
  return {
    write: () => writer.write('x'),
    'write nothing': () => writer.write(''),
    'write undefined': () => writer.write(undefined as never),
    close: () => writer.close(),
    abort: () => writer.abort(new Error('aborted')),
    destroy: () => writer.writable.abort(new Error('destroyed')),
  };
}

function nodeStream(stream: Writable): Stream {
  const called = (operate: (done: (error?: Error | null) => void) => void) => () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => {});
    operate((error) => (error ? reject(error) : resolve()));
    return promise;
  };
  const destroyed = async () => {
    const closing = stream.closed ? undefined : once(stream, 'close').catch(() => {});
    stream.destroy(new Error('destroyed'));
    await closing;
  };
  return {
    write: called((done) => stream.write('x', done)),
    'write nothing': called((done) => stream.write('', done)),
    'write undefined': () => stream.write(undefined),
    close: called((done) => stream.end(done)),
    abort: destroyed,
    destroy: destroyed,
  };
}

/** Waits for a moment in the life of the response, or only for a while, because it may never come. */
async function reach(moment: Moment, invocation: LateInvocation | undefined): Promise<void> {
  if (moment === 'at once' || invocation === undefined) return;
  const come = moment === 'once received' ? invocation.received : invocation.accepted.then(() => turns(5));
  await Promise.race([come, turns(60)]);
}

async function play({ steps, ending, moment }: Script, stream: Stream, invocation?: LateInvocation): Promise<void> {
  for (const step of steps) {
    await reach(step.moment, invocation);
    const result = stream[step.operation]();
    if (step.isAwaited) await result;
  }
  await reach(moment, invocation);
  if (ending === 'throw') throw new Error('thrown at the end');
  if (ending === 'close, and reject') {
    await Promise.all([stream.close(), Promise.reject(new Error('rejected at the end'))]);
  }
}

/** The outcome that a script must have, decided by what ends the response first. */
function expectedOutcome({ steps, ending }: Script): { call: Outcome['call']; isFailed: boolean } {
  let isStarted = false;
  for (const { operation } of steps) {
    if (operation === 'write') isStarted = true;
    if (operation === 'close') return { call: 'response', isFailed: false };
    if (operation === 'abort' || operation === 'destroy' || operation === 'write undefined') {
      return { call: isStarted ? 'response' : 'error', isFailed: true };
    }
  }
  if (ending === 'throw') return { call: isStarted ? 'response' : 'error', isFailed: true };
  return { call: 'response', isFailed: false };
}

/** A Node stream buffers, so what ends it first can depend on time if it is destroyed, or written to after its end. */
function isDecidedByTime({ steps, ending }: Script): boolean {
  const operationsInOrder = [...steps.map(({ operation }) => operation), ending];
  const end = operationsInOrder.indexOf('close');
  return operationsInOrder.some(
    (each, at) => each === 'destroy' || each === 'abort' || (end !== -1 && at > end && each !== 'return'),
  );
}

const scripts: fc.Arbitrary<Script> = fc.record({
  steps: fc.array(
    fc.record({
      operation: fc.constantFrom(...operations),
      isAwaited: fc.boolean(),
      moment: fc.constantFrom(...moments),
    }),
    { maxLength: 4 },
  ),
  ending: fc.constantFrom('return' as const, 'throw' as const, 'close, and reject' as const),
  moment: fc.constantFrom(...moments),
});

/** The errors that producers threw, by request id. */
type Thrown = Map<string, unknown>;
type Produce = (stream: Stream, id: string, event: unknown) => Promise<void>;

/** The kinds of functions that stream. Each starts one that calls `produce`. */
const kinds: Record<string, (platform: ScriptedPlatform, produce: Produce) => Promise<void>> = {
  'a class that returns a function': (platform, produce) => {
    class Returning extends Runtime {
      override handler(event: unknown, { awsRequestId }: Context) {
        return (writer: Writer) => produce(writerStream(writer), awsRequestId, event);
      }
    }
    return createRuntime(platform, Returning).run();
  },
  'a class that sends its response': (platform, produce) => {
    class Sending extends Runtime {
      override async handler(event: unknown, { awsRequestId }: Context) {
        await this.sendStreamingResponse((writer) => produce(writerStream(writer), awsRequestId, event));
      }
    }
    return createRuntime(platform, Sending).run();
  },
  'a class that does not wait for its response, and throws': (platform, produce) => {
    class Throwing extends Runtime {
      override async handler(event: unknown, { awsRequestId }: Context) {
        void this.sendStreamingResponse((writer) => produce(writerStream(writer), awsRequestId, event));
        throw new Error('thrown by the handler');
      }
    }
    return createRuntime(platform, Throwing).run();
  },
  'a class with its own loop': (platform, produce) => {
    class Looping extends Runtime {
      override async run() {
        for (let isAwaited = true; ; isAwaited = !isAwaited) {
          const { event, context } = await this.nextEvent();
          const sent = this.sendStreamingResponse((writer) =>
            produce(writerStream(writer), context.awsRequestId, event),
          );
          if (isAwaited) await sent;
        }
      }
    }
    return createRuntime(platform, Looping).run();
  },
  'a streamified function': (platform, produce) => {
    const handler = streamifyResponse(async (event: never, stream, { awsRequestId }) => {
      await produce(nodeStream(stream), awsRequestId, event);
      // Such a handler has to end its stream itself.
      if (!stream.writableEnded) stream.end();
    });
    return runFunction(handler as unknown as PlainFunction, platform);
  },
};

/** A function, and the Runtime API that it is connected to. */
interface StartedFunction extends AsyncDisposable {
  readonly api: LateRuntimeApi;
  readonly platform: ScriptedPlatform;
  readonly thrown: Thrown;
}

/** @param concurrency undefined for one invocation at a time */
async function startFunction(kind: string, concurrency: number | undefined): Promise<StartedFunction> {
  const api = await LateRuntimeApi.start(concurrency ?? 1);
  const scripted = new ScriptedPlatform();
  if (concurrency !== undefined) scripted.withEnvironment({ AWS_LAMBDA_MAX_CONCURRENCY: String(concurrency) });
  const connect = () => new Connection(api.address);
  const platform = Object.assign(scripted, {
    connect: () => (concurrency === undefined ? connect() : new ConnectionPool(concurrency, connect)),
  } as object);
  const thrown: Thrown = new Map();
  const produce: Produce = async (stream, id, event) => {
    try {
      await play(event as Script, stream, api.invocation(id));
    } catch (error) {
      thrown.set(id, error);
      throw error;
    }
  };
  const running = kinds[kind]?.(platform, produce);
  // Once the server is closed, a loop by the user fails.
  running?.catch(() => {});
  return { api, platform, thrown, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() };
}

/** Rejects if the process would exit. */
function alive<Result>(platform: ScriptedPlatform, promise: Promise<Result>): Promise<Result> {
  const exited = platform.exited.then((code) => {
    throw new Error(`the process exits with ${code}: ${platform.logs.map(({ message }) => message).join('\n')}`);
  });
  return Promise.race([promise, exited]);
}

const plain: Script = { steps: [], ending: 'return', moment: 'at once' };

describe.each(Object.keys(kinds))('a stream of %s', (kind) => {
  it.each([
    ['one invocation at a time', undefined],
    ['concurrent invocations', 3],
  ])('has one outcome, and the next event is requested after its acceptance: %s', async (_mode, concurrency) => {
    await fc.assert(
      fc.asyncProperty(fc.array(scripts, { minLength: 1, maxLength: 3 }), async (played) => {
        await using started = await startFunction(kind, concurrency);
        const { api, platform, thrown } = started;
        const sent = played.map((script) => ({ script, ...api.invoke(script) }));
        for (const { script, received, accepted } of sent) {
          const outcome = await alive(platform, received);
          const isFailed = outcome.call === 'error' || outcome.errorTrailer !== undefined;
          if (kind !== 'a streamified function' || !isDecidedByTime(script)) {
            expect({ call: outcome.call, isFailed }).toEqual(expectedOutcome(script));
          }
          await alive(platform, accepted);
        }
        // The loop continues, with as many polls as before.
        const further = Array.from({ length: concurrency ?? 1 }, () => api.invoke(plain));
        for (const { received } of further) expect(await alive(platform, received)).toMatchObject({ call: 'response' });
        expect(api.violations).toEqual([]);
        const log = platform.logs
          .map(({ message }) => message)
          .join('\n')
          .replaceAll('\\"', '"');
        for (const error of thrown.values()) expect(log).toContain((error as Error).message);
      }),
      { numRuns: 50 },
    );
  });
});

describe('work that a producer has left behind', () => {
  it.each<[string, (writer: Writer) => unknown, Outcome['call']]>([
    ['when it throws before its first write', () => Promise.reject(new Error('early')), 'error'],
    [
      'when it throws after it',
      (writer) => writer.write('x').then(() => Promise.reject(new Error('late'))),
      'response',
    ],
    ['when it aborts', (writer) => writer.abort(new Error('aborted')), 'error'],
    ['when it returns', () => undefined, 'response'],
  ])('can neither write nor end the response: %s', async (_name, produce, call) => {
    const errors: unknown[] = [];
    const leaveBehind = async (writer: Writer, moment: Promise<unknown> | undefined) => {
      await moment;
      for (const late of [writer.write('late'), writer.close()]) late.catch((error: unknown) => errors.push(error));
      await writer.abort(new Error('late')).catch(() => {});
    };
    await using api = await LateRuntimeApi.start(1);
    const platform = Object.assign(new ScriptedPlatform(), { connect: () => new Connection(api.address) } as object);
    class Leaving extends Runtime {
      override handler(_event: unknown, { awsRequestId }: Context) {
        return (writer: Writer) => {
          const invocation = api.invocation(awsRequestId);
          void leaveBehind(writer, invocation?.received);
          void leaveBehind(writer, invocation?.accepted);
          return produce(writer);
        };
      }
    }
    void createRuntime(platform, Leaving).run();
    for (const { received } of [api.invoke({}), api.invoke({}), api.invoke({})]) {
      expect((await alive(platform, received)).call).toBe(call);
    }
    expect(api.violations).toEqual([]);
    expect(errors).not.toEqual([]);
  });
});

describe('a streamified function that fails after it has ended its stream', () => {
  const fail = (): never => {
    throw new RangeError('too late');
  };

  it.each<[string, (stream: Writable) => unknown, string]>([
    ['in the same turn', async (stream) => stream.write('x') && stream.end() && fail(), 'too late'],
    ['without having written', async (stream) => stream.end() && fail(), 'too late'],
    ['before its writes are sent', async (stream) => stream.end('x'.repeat(20_000_000)) && fail(), 'too late'],
    ['later', (stream) => finished(stream.end('x')).then(fail), 'too late'],
    [
      'beside it',
      (stream) => Promise.all([finished(stream.end('x')), Promise.reject(new Error('too late'))]),
      'too late',
    ],
    ['by not being async', (stream) => void stream.end('x'), 'must be an async function'],
  ])('has delivered it: %s', async (_name, handle, logged) => {
    await using api = await LateRuntimeApi.start(1);
    const platform = Object.assign(new ScriptedPlatform(), { connect: () => new Connection(api.address) } as object);
    const handler = streamifyResponse(((_event: never, stream: Writable) => handle(stream)) as StreamingHandler);
    void runFunction(handler as unknown as PlainFunction, platform);
    for (const { received } of [api.invoke({}), api.invoke({})]) {
      expect(await alive(platform, received)).toMatchObject({ call: 'response', errorTrailer: undefined });
    }
    expect(api.violations).toEqual([]);
    expect(platform.logs.map(({ message }) => message).join()).toContain(logged);
  });
});
