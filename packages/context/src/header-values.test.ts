import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Context } from './index.ts';

describe('the request id', () => {
  it.each([undefined, ''])('is required: %o', (id) => {
    expectInvalid({ 'lambda-runtime-aws-request-id': id }, 'lambda-runtime-aws-request-id', 'is missing');
  });
});

describe('the deadline', () => {
  it('may be any time', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (time) => {
        expect(contextOf({ 'lambda-runtime-deadline-ms': String(time) }).deadlineMs).toBe(time);
      }),
    );
  });

  it.each(['soon', '-1', '1.5', 'NaN', 'Infinity', '1e400', '2026-11-23', '9007199254740993'])(
    'cannot be %s',
    (time) => {
      const headers = { 'lambda-runtime-deadline-ms': time };
      expectInvalid(headers, 'lambda-runtime-deadline-ms', `must be a time in ms since the epoch, not "${time}"`);
    },
  );

  it('is that of the longest timeout if it is missing', () => {
    const before = Date.now();
    const { deadlineMs } = contextOf({});
    expect(deadlineMs).toBeGreaterThanOrEqual(before + 900_000);
    expect(deadlineMs).toBeLessThanOrEqual(Date.now() + 900_000);
  });
});

describe.each([
  ['lambda-runtime-client-context', 'clientContext'],
  ['lambda-runtime-cognito-identity', 'identity'],
] as const)('%s', (header, member) => {
  it('is any JSON object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const json = JSON.stringify(object);
        expect(contextOf({ [header]: json })[member]).toEqual(JSON.parse(json));
      }),
    );
  });

  it('is absent if it is null', () => {
    expect(contextOf({ [header]: 'null' })).not.toHaveProperty(member);
  });

  it.each(['{', "{'a': 1}", ' ', 'bm8gSlNPTg=='])('must be JSON, unlike %s', (text) => {
    expectInvalid({ [header]: text }, header, 'is not JSON');
  });

  it.each(['{"token":"s3cr3t"', 's3cr3t'])('is not quoted by an error, since it may hold secrets: %s', (text) => {
    const message = expect.not.stringContaining('s3cr3t');
    expect(() => contextOf({ [header]: text })).toThrow(expect.objectContaining({ message }));
  });
});

describe('lambda-runtime-client-context', () => {
  it('is any JSON that the caller sends, even if it was encoded as base64 once too often', () => {
    fc.assert(
      fc.property(
        fc.jsonValue().filter((value) => value !== null),
        fc.boolean(),
        (value, isEncoded) => {
          const json = JSON.stringify(value);
          const text = isEncoded ? Buffer.from(json).toString('base64') : json;
          // Some texts in base64 are JSON: numbers.
          const expected = /^\d+$/.test(text) ? JSON.parse(text) : JSON.parse(json);
          expect(contextOf({ 'lambda-runtime-client-context': text }).clientContext).toEqual(expected);
        },
      ),
    );
  });
});

describe('lambda-runtime-cognito-identity', () => {
  it.each([
    ['[1]', 'an array'],
    ['"text"', 'a string'],
    ['42', 'a number'],
    ['true', 'a boolean'],
    ['"s3cr3t"', 'a string'],
  ])('cannot be %s', (json, kind) => {
    const header = 'lambda-runtime-cognito-identity';
    expectInvalid({ [header]: json }, header, `must be a JSON object, not ${kind}`);
  });
});

function contextOf(headers: Record<string, string | undefined>): Context {
  return Context.fromHeaders({ 'lambda-runtime-aws-request-id': 'id', ...headers });
}

function expectInvalid(headers: Record<string, string | undefined>, header: string, problem: string): void {
  const message = expect.stringContaining(`the invocation header ${header} ${problem}`);
  expect(() => contextOf(headers)).toThrow(
    expect.objectContaining({ name: 'InvalidContextHeaderError', header, message }),
  );
}
