import { describe, expect, it } from 'vitest';
import { classHandler, plainHandler } from './function/handler-source.ts';
import { start } from './function/lambda.ts';

/** The records that a function logs in an invocation for the tenant `t`. */
async function recordsOf(source: string): Promise<{ id: string | undefined; records: Record<string, unknown>[] }> {
  await using lambda = await start(source, { env: { AWS_LAMBDA_LOG_FORMAT: 'JSON', LOG_LEVEL: 'trace' } });
  const response = await lambda.invoke(null, { headers: { 'Lambda-Runtime-Aws-Tenant-Id': 't' } });
  const lines = (await lambda.log()).trim().split('\n');
  return { id: response.requestId, records: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const logging = (statements: string): string => classHandler(`async handler() { ${statements} }`);

describe('a log in JSON', () => {
  it('has one record per line, with the keys of the platform', async () => {
    const { id, records } = await recordsOf(logging(`this.logger.warn('text', { n: 1 });`));
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      level: 'WARN',
      requestId: id,
      tenantId: 't',
      message: expect.stringContaining('text'),
    });
    expect(records[0]?.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('has the fields of an error', async () => {
    const { records } = await recordsOf(logging(`this.logger.error('failed', new RangeError('why'));`));
    expect(records[0]).toMatchObject({ level: 'ERROR', errorType: 'RangeError', errorMessage: 'why' });
    expect(records[0]?.stackTrace).toEqual(expect.arrayContaining([expect.stringContaining('app.mjs')]));
  });

  it.each(['"quotes"', 'line\nbreak', '\u0000\u001b[0m', '\ud800', '{"message":"forged"}'])(
    'keeps %j in one line',
    async (text) => {
      const { records } = await recordsOf(logging(`this.logger.info(${JSON.stringify(text)});`));
      expect(records).toHaveLength(1);
      expect(records[0]).toMatchObject({ level: 'INFO', message: text });
    },
  );

  it.each([
    ['a member', 'this.logger.error({ err })', 'message.err'],
    ['an item', 'this.logger.error([err])', 'message.0'],
    ['a member of a member', 'this.logger.error({ detail: { err } })', 'message.detail.err'],
    ['a field', `this.logger.child({ err }).error('failed')`, 'err'],
    ['a member of what the console writes', `console.error({ message: 'failed', err })`, 'message.err'],
    ['a member of an argument', `this.logger.error('failed', { err })`, 'details.0.err'],
  ])('has the type, message, stack, fields and cause of an error that is %s', async (_what, statement, path) => {
    const { records } = await recordsOf(
      logging(
        `const err = Object.assign(new RangeError('why', { cause: new TypeError('root') }), { code: 'E', $metadata: { attempts: 1 } }); ${statement};`,
      ),
    );
    const error = path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], records[0]);
    expect(error).toEqual({
      errorType: 'RangeError',
      errorMessage: 'why',
      stackTrace: expect.arrayContaining([expect.stringContaining('app.mjs')]),
      code: 'E',
      $metadata: { attempts: 1 },
      cause: { errorType: 'TypeError', errorMessage: 'root', stackTrace: expect.any(Array) },
    });
  });

  it('has the fields and causes of the error of a handler', async () => {
    const { records } = await recordsOf(
      logging(`throw Object.assign(new RangeError('why', { cause: new TypeError('root') }), { code: 'E' });`),
    );
    expect(records[0]).toMatchObject({
      level: 'ERROR',
      message: 'the handler failed: RangeError: why',
      errorType: 'RangeError',
      code: 'E',
      cause: { errorType: 'TypeError' },
    });
  });

  it('has failures of handlers too', async () => {
    const { id, records } = await recordsOf(plainHandler(`async () => { throw new RangeError('why'); }`));
    expect(records[0]).toMatchObject({ level: 'ERROR', requestId: id, errorType: 'RangeError', errorMessage: 'why' });
  });
});
