import { AsyncLocalStorage } from 'node:async_hooks';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enterTraceVariable, exposeTraceVariable, type TraceVariable } from './trace-variable.ts';

const NAME = '_X_AMZN_TRACE_ID';
const original = process.env;
const scopes = new AsyncLocalStorage<TraceVariable>();

/** Runs a function as part of an invocation. */
function inInvocation<Result>(value: string | undefined, run: () => Result): Result {
  const variable = { value };
  return scopes.run(variable, () => {
    enterTraceVariable(undefined);
    return run();
  });
}

/** The variable in the environment of the process, as native code sees it. */
function nativeValue(): unknown {
  const { environmentVariables } = process.report.getReport() as { environmentVariables: Record<string, string> };
  return environmentVariables[NAME];
}

beforeEach(() => {
  process.env = original;
  exposeTraceVariable(() => scopes.getStore());
  enterTraceVariable({ value: undefined });
});

afterEach(() => {
  process.env = original;
});

/** The ways in which code can read the variable; each returns its value, or undefined if there is none. */
const reads: Record<string, () => unknown> = {
  'a property': () => process.env[NAME],
  destructuring: () => {
    const { [NAME]: value } = process.env;
    return value;
  },
  '`in`': () => (NAME in process.env ? process.env[NAME] : undefined),
  'Object.hasOwn': () => (Object.hasOwn(process.env, NAME) ? process.env[NAME] : undefined),
  'a copy by spread': () => ({ ...process.env })[NAME],
  'a copy by Object.assign': () => Object.assign({}, process.env)[NAME],
  'a loop over the names': () => {
    for (const name in process.env) if (name === NAME) return process.env[name];
    return undefined;
  },
  'Object.keys': () => (Object.keys(process.env).includes(NAME) ? process.env[NAME] : undefined),
  'Object.entries': () => Object.fromEntries(Object.entries(process.env))[NAME],
  JSON: () => (JSON.parse(JSON.stringify(process.env)) as NodeJS.ProcessEnv)[NAME],
  'a structured clone': () => structuredClone(process.env)[NAME],
  'a property descriptor': () => Object.getOwnPropertyDescriptor(process.env, NAME)?.value,
  'a child process': () => execFileSync('/bin/sh', ['-c', `printf %s "$${NAME}"`]).toString() || undefined,
  'a child process with a copy': () =>
    execFileSync('/bin/sh', ['-c', `printf %s "$${NAME}"`], { env: { ...process.env } }).toString() || undefined,
  'a reference to the original': () => original[NAME],
};

describe.each(Object.entries(reads))('the trace, read by %s', (_name, read) => {
  it('is that of the invocation, also if it has none', () => {
    expect(inInvocation('Root=1', read)).toBe('Root=1');
    expect(inInvocation(undefined, read)).toBeUndefined();
    expect(inInvocation('Root=2', read)).toBe('Root=2');
  });

  it('is that of each invocation, if they overlap', async () => {
    const values = ['Root=1', undefined, 'Root=2', 'Root=3'];
    const seen = values.map((value) =>
      inInvocation(value, async () => {
        const before = read();
        await new Promise((resolve) => setImmediate(resolve));
        return [before, read()];
      }),
    );
    expect(await Promise.all(seen)).toEqual(values.map((value) => [value, value]));
    expect(read()).toBeUndefined();
  });

  it('is that of the latest invocation for code that belongs to none', () => {
    enterTraceVariable({ value: 'Root=4' });
    expect(read()).toBe('Root=4');
    enterTraceVariable({ value: undefined });
    expect(read()).toBeUndefined();
  });
});

describe('structuredClone', () => {
  it('works for other values as before', () => {
    const buffer = new ArrayBuffer(8);
    const clone = structuredClone({ date: new Date(0), buffer }, { transfer: [buffer] });
    expect(clone).toEqual({ date: new Date(0), buffer: new ArrayBuffer(8) });
    expect(buffer.byteLength).toBe(0);
    expect(structuredClone.name).toBe('structuredClone');
    expect(() => structuredClone(() => {})).toThrow('could not be cloned');
  });
});

describe('the environment of the process', () => {
  it('never has the variable, so that nothing grows', () => {
    for (let i = 0; i < 100; i += 1) {
      enterTraceVariable({ value: `Root=${i}` });
      inInvocation(`Root=1-${i}`, () => {
        expect([Object.hasOwn(original, NAME), nativeValue()]).toEqual([false, undefined]);
        process.env[NAME] = `Root=2-${i}`;
        expect([Object.hasOwn(original, NAME), nativeValue()]).toEqual([false, undefined]);
      });
    }
  });

  it('loses a value that was set there through a reference to the original', () => {
    const names = inInvocation('Root=1', () => {
      original[NAME] = 'Root=left-over';
      return Object.keys(process.env);
    });
    expect(names.filter((name) => name === NAME)).toEqual([NAME]);
    expect(inInvocation('Root=1', () => [process.env[NAME], original[NAME]])).toEqual(['Root=1', 'Root=1']);
    expect(nativeValue()).toBeUndefined();
  });

  it('is the one that is written to, read and deleted for all other names', () => {
    process.env.ALR_TEST = '1';
    expect(original.ALR_TEST).toBe('1');
    process.env.ALR_TEST = 2 as never;
    expect(process.env.ALR_TEST).toBe('2');
    expect(Object.keys(process.env)).toContain('ALR_TEST');
    expect(delete process.env.ALR_TEST).toBe(true);
    expect('ALR_TEST' in original).toBe(false);
    expect(() => Object.assign(process.env, { ALR_TEST: Symbol('no text') })).toThrow(TypeError);
    expect(Object.keys(process.env)).toEqual(Object.keys(original));
  });

  it('still changes the time zone', () => {
    const before = process.env.TZ;
    process.env.TZ = 'Asia/Tokyo';
    const hours = new Date(0).getHours();
    process.env.TZ = 'UTC';
    expect([hours, new Date(0).getHours()]).toEqual([9, 0]);
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  it.each([
    ['its own copy of the environment', () => undefined, 'undefined'],
    ['a copy that the code makes', () => ({ ...process.env }), 'Root=1'],
    ['the environment itself', () => process.env, 'Root=1'],
  ])('is what a worker has: %s', async (_name, makeEnvironment, expected) => {
    process.env.ALR_TEST = 'seen';
    const source = `require('node:worker_threads').parentPort.postMessage([process.env.ALR_TEST, String(process.env.${NAME})])`;
    const worker = inInvocation('Root=1', () => {
      const env = makeEnvironment();
      return new Worker(source, { eval: true, ...(env && { env }) });
    });
    const [message] = await once(worker, 'message');
    expect(message).toEqual(['seen', expected]);
    delete process.env.ALR_TEST;
  });
});

describe('a value that the user’s code sets', () => {
  it('is text, and holds for its invocation', () => {
    inInvocation('Root=1', () => {
      process.env[NAME] = 7 as never;
      expect([process.env[NAME], { ...process.env }[NAME], original[NAME]]).toEqual(['7', '7', '7']);
      Object.defineProperty(process.env, NAME, {
        value: 'Root=8',
        configurable: true,
        enumerable: true,
        writable: true,
      });
      expect(process.env[NAME]).toBe('Root=8');
      expect(delete process.env[NAME]).toBe(true);
      expect([process.env[NAME], NAME in process.env]).toEqual([undefined, false]);
      process.env[NAME] = 'Root=9';
      expect(inInvocation('Root=2', () => process.env[NAME])).toBe('Root=2');
      expect(process.env[NAME]).toBe('Root=9');
    });
    expect(process.env[NAME]).toBeUndefined();
  });

  it('cannot be an accessor, as for any variable', () => {
    expect(() => Object.defineProperty(process.env, NAME, { get: () => 'Root=1' })).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OBJECT_DEFINE_PROPERTY' }),
    );
  });
});

describe('an environment that the user’s code replaces', () => {
  it.each<[string, () => NodeJS.ProcessEnv]>([
    ['by a copy', () => ({ ...process.env, ADDED: 'yes' })],
    ['by an object of another class', () => Object.assign(Object.create({ inherited: true }), { ADDED: 'yes' })],
    ['by an object without a prototype', () => Object.assign(Object.create(null), { ADDED: 'yes' })],
    ['by an object that inherits from it', () => Object.assign(Object.create(process.env), { ADDED: 'yes' })],
    [
      'by a proxy that refuses unknown names',
      () =>
        new Proxy(Object.assign(process.env, { ADDED: 'yes' }), {
          get: (target, name) => {
            if (!(name in target)) throw new Error(`there is no ${String(name)}`);
            return Reflect.get(target, name);
          },
        }),
    ],
  ])('has the trace from the next invocation on: %s', (_name, replace) => {
    inInvocation('Root=1', () => {
      process.env = replace();
    });
    for (const value of ['Root=2', 'Root=3']) {
      expect(inInvocation(value, () => [process.env[NAME], process.env.ADDED])).toEqual([value, 'yes']);
    }
    delete process.env.ADDED;
  });

  it('may be put back', () => {
    const saved = process.env;
    process.env = { A: '1' };
    expect(inInvocation('Root=1', () => ({ ...process.env }))).toEqual({ A: '1', [NAME]: 'Root=1' });
    process.env = saved;
    expect(inInvocation('Root=2', () => ({ ...process.env })[NAME])).toBe('Root=2');
    process.env = original;
    expect(inInvocation('Root=3', () => ({ ...process.env })[NAME])).toBe('Root=3');
  });

  it('may be frozen, and then has no further variable', () => {
    process.env = Object.freeze({ A: '1' });
    expect(inInvocation('Root=1', () => ({ ...process.env }))).toEqual({ A: '1' });
  });
});
