import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { XrayDaemon } from '../test/xray-daemon.ts';
import { Runtime } from './runtime.ts';
import { invoke } from './testing.ts';

const ROOT = '1-5759e988-bd862e3fe1be46a994272793';
const PARENT = '53995c3f42cd8ad8';
const SAMPLED = `Root=${ROOT};Parent=${PARENT};Sampled=1`;

let daemon: XrayDaemon;
let capture: typeof import('./xray.ts')['capture'];

// The SDK reads its environment when it is loaded.
beforeAll(async () => {
  daemon = await XrayDaemon.start();
  vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', daemon.address);
  vi.stubEnv('AWS_XRAY_CONTEXT_MISSING', 'IGNORE_ERROR');
  vi.stubEnv('LAMBDA_TASK_ROOT', '/var/task');
  ({ capture } = await import('./xray.ts'));
});

afterAll(() => daemon[Symbol.asyncDispose]());

/** Runs a function as a handler, in an invocation with a trace id. */
function runHandler(handler: () => unknown, traceId = SAMPLED) {
  class Traced extends Runtime {
    override handler(): unknown {
      return handler();
    }
  }
  return invoke(Traced, {}, { context: { traceId } });
}

describe('capture', () => {
  it.each<[string, () => unknown]>([
    ['', () => 'a result'],
    [' a promise for', async () => 'a result'],
  ])('returns%s the result of the function and sends a subsegment of the invocation', async (_what, fn) => {
    const { reply } = await runHandler(() => capture('work', fn));
    expect(reply).toBe('a result');
    expect((await daemon.take(1)).work).toMatchObject({ type: 'subsegment', trace_id: ROOT, parent_id: PARENT });
  });

  it('nests captures', async () => {
    await runHandler(() => capture('outer', async () => capture('inner', () => 1)));
    const { outer, inner } = await daemon.take(2);
    expect(inner).toMatchObject({ trace_id: ROOT, parent_id: outer?.id });
  });

  it('passes the subsegment to the function', async () => {
    await runHandler(() => capture('work', (subsegment) => subsegment?.addAnnotation('order', 7)));
    expect((await daemon.take(1)).work).toMatchObject({ annotations: { order: 7 } });
  });

  it.each([
    [
      'a thrown error',
      () => {
        throw new RangeError('why');
      },
    ],
    [
      'a thrown frozen error',
      () => {
        throw Object.freeze(new RangeError('why'));
      },
    ],
    ['a rejection', () => Promise.reject(new RangeError('why'))],
  ])('records %s and fails with it', async (_what, fn) => {
    const { error } = await runHandler(() => capture('work', fn));
    expect(error).toMatchObject({ errorType: 'RangeError', errorMessage: 'why' });
    const cause = { exceptions: [{ type: 'RangeError', message: 'why' }] };
    expect((await daemon.take(1)).work).toMatchObject({ fault: true, cause });
  });

  it('rethrows any value, even an unreadable error', async () => {
    const unreadable = Object.defineProperty(new Error('broken'), 'stack', {
      get() {
        throw new Error('hostile');
      },
    });
    for (const thrown of ['why', undefined, Object.create(null), unreadable]) {
      await runHandler(() => {
        try {
          capture('work', () => {
            throw thrown;
          });
        } catch (error) {
          expect(error).toBe(thrown);
        }
      });
      expect((await daemon.take(1)).work).toMatchObject({ fault: true });
    }
  });

  it('sends nothing if the trace is not sampled or not valid', async () => {
    for (const traceId of [`Root=${ROOT};Parent=${PARENT};Sampled=0`, `Root=${ROOT}`, 'Root=1-2-3;Sampled=1', '']) {
      expect((await runHandler(() => capture('unsent', () => 'a result'), traceId)).reply).toBe('a result');
    }
    await runHandler(() => capture('sent', () => 1));
    expect(Object.keys(await daemon.take(1))).toEqual(['sent']);
  });

  it('also calls the function outside of an invocation', () => {
    expect(capture('work', () => 'a result')).toBe('a result');
  });

  it('uses a separate segment for each overlapping invocation', async () => {
    const traces = Array.from({ length: 20 }, (_, i) => ({
      root: `1-5759e988-${String(i).padStart(24, '0')}`,
      parent: String(i).padStart(16, '0'),
    }));
    const gate = Promise.withResolvers<void>();
    const invocations = traces.map(({ root, parent }) =>
      runHandler(() => gate.promise.then(() => capture(root, () => 1)), `Root=${root};Parent=${parent};Sampled=1`),
    );
    gate.resolve();
    await Promise.all(invocations);
    const sent = await daemon.take(20);
    for (const { root, parent } of traces) expect(sent[root]).toMatchObject({ trace_id: root, parent_id: parent });
  });
});
