import { describe, expect, it } from 'vitest';
import { classHandler, ECHO } from './function/handler-source.ts';
import { type LambdaOptions, start } from './function/lambda.ts';
import { rejectWith, staySilent } from './server/behaviours.ts';

const snapStart: LambdaOptions = { env: { AWS_LAMBDA_INITIALIZATION_TYPE: 'snap-start' } };

/** A class that logs when its hooks and those of two libraries run. */
const TELLING = `import { registerSnapshotHooks } from '@alr/runtime';
for (const name of ['first library', 'second library']) {
  registerSnapshotHooks({
    beforeSnapshot: () => console.error('before, of the', name),
    afterRestore: async () => console.error('after, of the', name),
  });
}
${classHandler(`
  async init() { console.error('init'); }
  async beforeSnapshot() { console.error('before, of the class'); }
  async afterRestore() { console.error('after, of the class'); }
  async handler() { return 'served'; }
`)}`;

/** The messages of the records of a log. */
function messages(log: string): (string | undefined)[] {
  return log
    .trim()
    .split('\n')
    .map((line) => line.split('\t').at(-1));
}

describe('a function with SnapStart', () => {
  it('initializes, runs its hooks around the snapshot, and handles invocations', async () => {
    await using lambda = await start(TELLING, snapStart);
    expect((await lambda.invoke()).text).toBe('served');
    expect(lambda.api.exchanges.map(({ call }) => call).slice(0, 3)).toEqual(['restore/next', 'next', 'response']);
    expect(messages(await lambda.log())).toEqual([
      'init',
      'before, of the class',
      'before, of the second library',
      'before, of the first library',
      'after, of the first library',
      'after, of the second library',
      'after, of the class',
    ]);
  });

  it('runs nothing while it is a snapshot', async () => {
    await using lambda = await start(TELLING, { ...snapStart, api: (api) => api.once('restore/next', staySilent) });
    await lambda.api.request('restore/next');
    await lambda.process.logged(/before, of the first library/);
    expect(lambda.api.all('next')).toEqual([]);
    expect(await lambda.log()).not.toContain('after');
  });

  it('opens new connections after the restore', async () => {
    await using lambda = await start(ECHO, snapStart);
    await lambda.invoke('anew');
    const [restore, next] = lambda.api.exchanges;
    expect(next?.connection).toBeGreaterThan(restore?.connection ?? 0);
  });

  it.each([
    ['throws', `beforeSnapshot() { throw new RangeError('not ready'); }`],
    ['rejects', `async beforeSnapshot() { throw new RangeError('not ready'); }`],
  ])('that %s before the snapshot reports it, and exits', async (_, member) => {
    await using lambda = await start(classHandler(member), snapStart);
    const response = await lambda.api.response();
    expect(response.call).toBe('init/error');
    expect(response.header('lambda-runtime-function-error-type')).toBe('Runtime.BeforeSnapshotError');
    expect(response.text).toContain('not ready');
    expect((await lambda.exited).code).toBeGreaterThan(0);
    expect(lambda.api.all('restore/next')).toEqual([]);
  });

  it('that throws after the restore reports it, and exits', async () => {
    await using lambda = await start(
      classHandler(`async afterRestore() { throw new RangeError('no database'); }`),
      snapStart,
    );
    const response = await lambda.api.response();
    expect(response.call).toBe('restore/error');
    expect(response.header('lambda-runtime-function-error-type')).toBe('Runtime.AfterRestoreError');
    expect(response.text).toContain('no database');
    expect((await lambda.exited).code).toBeGreaterThan(0);
    expect(lambda.api.all('next')).toEqual([]);
  });

  it.each([
    [403, 'InvalidStateTransition'],
    [500, 'InternalServerError'],
  ])('exits if restore/next gets %i', async (status, errorType) => {
    await using lambda = await start(ECHO, {
      ...snapStart,
      api: (api) => api.once('restore/next', rejectWith(status, errorType)),
    });
    expect((await lambda.exited).code).toBeGreaterThan(0);
    expect(lambda.api.all('next')).toEqual([]);
  });
});

describe('a function without SnapStart', () => {
  it('runs none of these hooks', async () => {
    await using lambda = await start(TELLING);
    await lambda.invoke();
    expect(messages(await lambda.log())).toEqual(['init']);
    expect(lambda.api.all('restore/next')).toEqual([]);
  });
});
