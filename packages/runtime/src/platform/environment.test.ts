import { describe, expect, it } from 'vitest';
import { logThreshold, parseApiAddress, readContextEnvironment, readEnvironment } from './environment.ts';

describe('readEnvironment', () => {
  it('has a default for every setting', () => {
    expect(readEnvironment({})).toMatchObject({
      api: undefined,
      maxConcurrency: undefined,
      workers: [],
      isSnapStart: false,
      logLevel: undefined,
      telemetryDescriptor: undefined,
      logFormat: 'text',
      log4jsConfig: undefined,
      handler: undefined,
      taskRoot: undefined,
      problems: [],
    });
  });

  it('treats an empty variable as unset', () => {
    const empty = {
      AWS_LAMBDA_RUNTIME_API: '',
      AWS_LAMBDA_MAX_CONCURRENCY: '',
      AWS_LAMBDA_NODEJS_WORKER_COUNT: '',
      AWS_LAMBDA_INITIALIZATION_TYPE: '',
      AWS_LAMBDA_LOG_LEVEL: '',
      AWS_LAMBDA_LOG_FORMAT: '',
      LOG_LEVEL: '',
      LOG4JS_CONFIG: '',
      LAMBDA_MODULE: '',
      LAMBDA_TASK_ROOT: '',
      _HANDLER: '',
    };
    expect(readEnvironment(empty)).toEqual(readEnvironment({}));
  });

  it.each([
    [{ LAMBDA_MODULE: 'app.Mine', _HANDLER: 'app.other' }, 'app.Mine'],
    [{ LAMBDA_MODULE: '', _HANDLER: 'app.other' }, 'app.other'],
  ])('reads the handler from LAMBDA_MODULE, else from _HANDLER', (env, handler) => {
    expect(readEnvironment(env).handler).toBe(handler);
  });

  it.each([
    [{ LOG_LEVEL: 'debug' }, 'debug'],
    [{ LOG_LEVEL: 'DEBUG' }, 'debug'],
    [{ AWS_LAMBDA_LOG_LEVEL: 'WARN', LOG_LEVEL: 'debug' }, 'warn'],
    [{ AWS_LAMBDA_LOG_LEVEL: '', LOG_LEVEL: 'trace' }, 'trace'],
    [{ LOG_LEVEL: 'off' }, 'off'],
  ])('reads the log level of %o', (env, level) => {
    expect(readEnvironment(env)).toMatchObject({ logLevel: level, problems: [] });
  });

  it('uses info instead of an invalid log level, and reports the problem', () => {
    const { logLevel, problems } = readEnvironment({ AWS_LAMBDA_LOG_LEVEL: 'loud' });
    expect(logLevel).toBe('info');
    expect(problems).toEqual([expect.stringMatching(/^AWS_LAMBDA_LOG_LEVEL is "loud".*fatal, error, warn/)]);
  });

  it('logs everything by default for plain functions, as AWS’s Node runtime does, and up to info for classes', () => {
    const environment = readEnvironment({});
    expect([logThreshold(environment, 'aws'), logThreshold(environment, 'own')]).toEqual(['trace', 'info']);
    const quiet = readEnvironment({ LOG_LEVEL: 'warn' });
    expect([logThreshold(quiet, 'aws'), logThreshold(quiet, 'own')]).toEqual(['warn', 'warn']);
  });

  it.each([
    ['5', 5],
    ['', undefined],
    ['five', undefined],
    ['-1', undefined],
  ])('reads the descriptor for telemetry %j', (text, descriptor) => {
    expect(readEnvironment({ _LAMBDA_TELEMETRY_LOG_FD: text }).telemetryDescriptor).toBe(descriptor);
  });

  it.each([
    [{ AWS_LAMBDA_LOG_FORMAT: 'JSON' }, 'json'],
    [{ AWS_LAMBDA_LOG_FORMAT: 'Text' }, 'text'],
    [{ AWS_LAMBDA_LOG_FORMAT: 'Text', AWS_LAMBDA_MAX_CONCURRENCY: '2' }, 'json'],
  ])('reads the log format of %o', (env, format) => {
    expect(readEnvironment(env).logFormat).toBe(format);
  });

  it('reads the number of concurrent invocations', () => {
    expect(readEnvironment({ AWS_LAMBDA_MAX_CONCURRENCY: '64' }).maxConcurrency).toBe(64);
  });

  it.each(['0', '-1', '1.5', 'many'])('uses 1 instead of a concurrency of %s, and reports the problem', (text) => {
    const { maxConcurrency, problems } = readEnvironment({ AWS_LAMBDA_MAX_CONCURRENCY: text });
    expect(maxConcurrency).toBe(1);
    expect(problems).toEqual([expect.stringContaining(`AWS_LAMBDA_MAX_CONCURRENCY is "${text}"`)]);
  });

  it.each([
    [{ AWS_LAMBDA_MAX_CONCURRENCY: '10', AWS_LAMBDA_NODEJS_WORKER_COUNT: '4' }, [3, 3, 2, 2]],
    [{ AWS_LAMBDA_MAX_CONCURRENCY: '4', AWS_LAMBDA_NODEJS_WORKER_COUNT: '2' }, [2, 2]],
    [{ AWS_LAMBDA_MAX_CONCURRENCY: '2', AWS_LAMBDA_NODEJS_WORKER_COUNT: '8' }, [1, 1]],
    [{ AWS_LAMBDA_MAX_CONCURRENCY: '10', AWS_LAMBDA_NODEJS_WORKER_COUNT: '1' }, []],
    [{ AWS_LAMBDA_MAX_CONCURRENCY: '10' }, []],
    [{ AWS_LAMBDA_NODEJS_WORKER_COUNT: '4' }, []],
  ])('divides the concurrency among the worker threads: %o', (env, workers) => {
    expect(readEnvironment(env)).toMatchObject({ workers, problems: [] });
  });

  it('uses no worker threads if their number is invalid, and reports the problem', () => {
    const env = { AWS_LAMBDA_MAX_CONCURRENCY: '10', AWS_LAMBDA_NODEJS_WORKER_COUNT: 'all' };
    const problem = expect.stringContaining('AWS_LAMBDA_NODEJS_WORKER_COUNT is "all"');
    expect(readEnvironment(env)).toMatchObject({ workers: [], problems: [problem] });
  });

  it.each([
    ['snap-start', true],
    ['on-demand', false],
  ])('detects SnapStart by the initialization type: %s', (type, isSnapStart) => {
    expect(readEnvironment({ AWS_LAMBDA_INITIALIZATION_TYPE: type }).isSnapStart).toBe(isSnapStart);
  });
});

describe('readContextEnvironment', () => {
  it('reads the variables of the context, and no others', () => {
    const env = {
      AWS_LAMBDA_FUNCTION_NAME: 'shop',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_SECRET_ACCESS_KEY: 'x',
    };
    expect(readContextEnvironment(env)).toEqual({
      AWS_LAMBDA_FUNCTION_NAME: 'shop',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    });
  });
});

describe('parseApiAddress', () => {
  it.each([
    ['127.0.0.1:9001', { host: '127.0.0.1', port: 9001 }],
    ['localhost:1', { host: 'localhost', port: 1 }],
    ['[::1]:65535', { host: '::1', port: 65535 }],
  ])('reads %s', (api, address) => {
    expect(parseApiAddress(api)).toEqual(address);
  });

  it.each([
    '127.0.0.1',
    '127.0.0.1:',
    ':9001',
    '::1:9001',
    'a b:1',
    'host:0',
    'host:65536',
    'http://host:1',
    'host:1/x',
  ])('rejects %s with an example of a valid address', (api) => {
    expect(() => parseApiAddress(api)).toThrow(
      expect.objectContaining({ name: 'ConfigurationError', message: expect.stringContaining(`"${api}"`) }),
    );
    expect(() => parseApiAddress(api)).toThrow('127.0.0.1:9001');
  });

  it('has an error that says what to do if there is no address', () => {
    expect(() => parseApiAddress(undefined)).toThrow('alr-builder local');
  });
});
