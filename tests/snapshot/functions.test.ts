import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { writeFunction } from '../conformance/function/lambda.ts';
import { emulateIn } from '../emulator/emulated-function.ts';
import { esModule } from './build-function.ts';

const run = promisify(execFile);
const scripts = resolve(import.meta.dirname, '../../packages/builder/templates/managed/image');

it('several functions share one snapshot, and each is started by its name', async () => {
  const project = await writeFunction({
    'package.json': '{ "type": "module" }',
    ...esModule('prices', 'export const prices = { tea: 3, cake: 4 };'),
    'orders/tea.js':
      "import { prices } from 'prices'; export const handler = async () => [prices.tea, import.meta.dirname];",
    'cake.js': "import { prices } from 'prices'; export default async () => [prices.cake, import.meta.filename];",
  });
  const script = (name: string, ...args: readonly string[]) =>
    run(process.execPath, [join(scripts, name), 'orders/tea.handler cake', ...args], { cwd: project });
  await script('bundle.mjs');
  expect((await script('snapshot.mjs', 'libraries', 'out', '--always')).stdout).toContain('snapshot: libraries');
  const task = join(project, 'out');
  expect((await readdir(task)).filter((name) => name.endsWith('.blob'))).toEqual(['snapshot.blob']);
  for (const [name, response] of [
    ['orders/tea.handler', [3, join(task, 'orders')]],
    ['cake', [4, join(task, 'cake.js')]],
  ] as const) {
    await using emulated = await emulateIn(task, {
      command: [join(task, 'alr-bootstrap.js'), name],
      env: { LAMBDA_TASK_ROOT: task },
    });
    expect(await emulated.invoke()).toEqual(response);
  }
});
