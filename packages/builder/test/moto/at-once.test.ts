import { beforeAll, describe, expect, it } from 'vitest';
import { type Account, openAccount } from './account.ts';
import { changesOf, deployed, MOTO_URL, yamlOf } from './deployed-project.ts';
import { pipelines, streams } from './pipelines.ts';
import { strictAccount } from './strict.ts';
import { world } from './world.ts';

describe.skipIf(MOTO_URL === '')('two who deploy at the same moment', () => {
  const region = 'ap-south-1';
  let account: Account;
  beforeAll(async () => {
    account = await openAccount(region, 'onlooker');
  });

  it.each([...pipelines, ...streams])('both come to the same end: $name', async ({ trigger }) => {
    const yaml = yamlOf(trigger(account.theirs), 'alias: live');
    const through = strictAccount();
    const each = () => deployed(yaml, { region, through }).apply();
    await Promise.all([each(), each()]);
    expect(changesOf(await deployed(yaml, { region }).plan())).toEqual([]);
    await Promise.all([deployed(yaml, { region }).teardown(), deployed(yaml, { region }).teardown()]);
    expect(await world(account.aws)).toEqual(account.before);
  });
});
