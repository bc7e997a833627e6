import { describe, expect, it } from 'vitest';
import { externalPlace, findSourceProblem } from './event-source.ts';

describe('findSourceProblem', () => {
  it.each(['local', 'none', 'aws', 'http://127.0.0.1:4566', 'https://emulator.example.org', 'http://localhost:4566/'])(
    'accepts %s',
    (source) => {
      expect(findSourceProblem(source)).toBeUndefined();
    },
  );

  it.each([
    ['', 'it must be local, none, aws, or the address of an emulator'],
    ['AWS', 'it must be local, none, aws, or the address of an emulator'],
    ['127.0.0.1:4566', 'it must be local, none, aws, or the address of an emulator'],
    ['ftp://127.0.0.1', 'it must be local, none, aws, or the address of an emulator'],
    ['https://sqs.eu-west-1.amazonaws.com', 'is an address of the real AWS: write aws instead'],
    ['http://127.0.0.1:4566/012345678912/jobs', 'write only http://127.0.0.1:4566'],
    ['http://127.0.0.1:4566/?region=a', 'write only http://127.0.0.1:4566'],
  ])('rejects %j', (source, problem) => {
    expect(findSourceProblem(source)).toContain(problem);
  });

  it('does not show a password', () => {
    expect(findSourceProblem('http://me:secret@127.0.0.1')).toBe(
      'the source contains a user name or a password: remove it',
    );
  });
});

describe('externalPlace', () => {
  it.each([undefined, 'local', 'none'] as const)('is nowhere for %s', (source) => {
    expect(externalPlace(source)).toBeUndefined();
  });

  it.each([
    ['http://127.0.0.1:4566', true],
    ['http://localhost:4566', true],
    ['http://[::1]:4566', true],
    ['http://192.168.1.2:4566', false],
    ['http://127.0.0.1.example.org', false],
  ] as const)('knows whether %s is on this machine', (url, isLoopback) => {
    expect(externalPlace(url)).toEqual({ kind: 'emulator', url, isLoopback });
  });
});
