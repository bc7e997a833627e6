import { expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

it('runs a command that ends without reading its input', async () => {
  const input = Buffer.alloc(4 * 1024 * 1024);
  expect(await runCli(['--version'], { input })).toMatchObject({ code: 0, stderr: '' });
});
