import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
// @boundaries-ignore the tests of the builder have the emulated account
import { createForeignResources } from '../../packages/builder/test/moto/foreign-resources.ts';
// @boundaries-ignore as above
import { scenario } from '../../packages/builder/test/moto/team/scenario.ts';
// @boundaries-ignore as above
import { TeamAccount } from '../../packages/builder/test/moto/team/team-account.ts';
import { Reader } from './reader.ts';
import { readTutorial, withOutputs } from './tutorial.ts';

const readme = new URL('../shop/README.md', import.meta.url);

scenario('The tutorial of the shop shows what its commands print', { timeout: 300_000 }, async () => {
  const markdown = await readFile(readme, 'utf8');
  await using account = await TeamAccount.open({ id: '123456789012' });
  await account.asOthers((aws) => createForeignResources(aws, 'bystander'));
  const before = await account.read();
  await using reader = await Reader.start(account);
  const printed: string[] = [];
  for (const action of readTutorial(markdown)) {
    if (action.kind === 'edit') {
      await reader.edit(action.file, action.diff);
      continue;
    }
    const output = await reader.run(action.command);
    if (action.shown !== undefined) printed.push(output);
  }
  expect(reader.trespasses).toEqual([]);
  expect(await account.read()).toEqual(before);
  // `vitest run -u` writes what is different into the tutorial.
  await expect(withOutputs(markdown, printed)).toMatchFileSnapshot(fileURLToPath(readme));
});
