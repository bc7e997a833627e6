import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeFunction } from '../conformance/function/lambda.ts';
import { bundle, makeSnapshot } from '../conformance/function/snapshot-start.ts';
import { emulateIn } from '../emulator/emulated-function.ts';
import { esModule } from '../package-kinds.ts';

it('several functions share one snapshot, and each is started by its name', async () => {
  const project = await writeFunction({
    'package.json': '{ "type": "module" }',
    ...esModule('prices', 'export const prices = { tea: 3, cake: 4 };'),
    // As in the bundle, its file is beside the others that the functions share.
    ...esModule('shop', 'export const place = () => import.meta.dirname;'),
    'orders/tea.js': `import { prices } from 'prices'; import { place } from 'shop';
export const handler = async () => [prices.tea, import.meta.dirname, place()];`,
    'cake.js': `import { prices } from 'prices'; import { place } from 'shop';
export default async () => [prices.cake, import.meta.filename, place()];`,
  });
  const handlers = 'orders/tea.handler cake';
  await bundle(project, handlers);
  const task = await makeSnapshot(project, handlers);
  expect((await readdir(task)).filter((name) => name.endsWith('.blob'))).toEqual(['snapshot.blob']);
  for (const [name, response] of [
    ['orders/tea.handler', [3, join(task, 'orders'), task]],
    ['cake', [4, join(task, 'cake.js'), task]],
  ] as const) {
    await using emulated = await emulateIn(task, {
      command: [join(task, 'alr-bootstrap.js'), name],
      env: { LAMBDA_TASK_ROOT: task },
    });
    expect(await emulated.invoke()).toEqual(response);
  }
});
