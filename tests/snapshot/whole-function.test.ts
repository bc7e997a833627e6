import { expect, it } from 'vitest';
import { buildFunction } from './build-function.ts';

const source = `import { Runtime } from '@alr/runtime';
let loads = 0;
loads += 1;
export class MyLambda extends Runtime {
  async init() {
    this.token = process.env.SECRET_TOKEN;
    this.id = Math.random();
  }
  async handler(event) {
    if (event === 'fail') throw new TypeError('on purpose');
    this.logger.info('received');
    console.log('by the console');
    return { token: this.token, id: this.id, loads };
  }
}
export const handler = MyLambda.asHandler();`;

it('initializes, logs and fails as without the snapshot if the whole function is in it', async () => {
  const built = await buildFunction({ 'app.mjs': source }, 'everything', { SECRET_TOKEN: 'planted-secret-4711' });
  expect(built.printed).toContain('snapshot: everything');
  expect((await built.readSnapshot()).includes('planted-secret-4711')).toBe(false);
  const start = async () => {
    await using emulated = await built.start({ SECRET_TOKEN: 'of the start' });
    const response = (await emulated.invoke()) as { id: number };
    await expect.poll(() => emulated.log()).toMatch(/INFO\treceived[\s\S]*INFO\tby the console/);
    const failure = await emulated.invoke('fail').catch((error: unknown) => error);
    expect(failure).toMatchObject({ errorType: 'TypeError', errorMessage: 'on purpose' });
    expect(JSON.stringify(failure)).toMatch(/app\.mjs:10:\d+/);
    return response;
  };
  const [first, second] = [await start(), await start()];
  expect(first).toMatchObject({ token: 'of the start', loads: 1 });
  expect(second.id).not.toBe(first.id);
}, 120_000);
