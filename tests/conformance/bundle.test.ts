import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { expect, it } from 'vitest';
import { start, writeFunction } from './function/lambda.ts';

it('an error in a bundle has its position in the sources, in the response and the log', async () => {
  const folder = await writeFunction({
    'src/app.ts': `export async function handler() {\n  throw new Error('bundled');\n}\n`,
  });
  await using bundle = await rolldown({ input: join(folder, 'src/app.ts'), platform: 'node', logLevel: 'silent' });
  const { output } = await bundle.generate({ sourcemap: 'inline' });
  await using lambda = await start({ 'app.mjs': output[0].code });
  const { trace } = (await lambda.invoke()).json() as { trace: string[] };
  expect(trace[1]).toMatch(/handler \(.*src\/app\.ts:2:9\)/);
  await lambda.process.logged(/src\/app\.ts:2:9/);
});
