import { beforeAll, describe, expect, it } from 'vitest';
import { takeSnapshot } from './account-snapshot.ts';
import { changesOf, deployed, MOTO_URL, yamlOf } from './deployed-project.ts';
import { rejectDuplicates } from './reject-duplicates.ts';
import { openTestAccount, type TestAccount } from './test-account.ts';
import { streamCases, triggerCases } from './trigger-cases.ts';

describe.skipIf(MOTO_URL === '')('two deployments at the same time', () => {
  const region = 'ap-south-1';
  let account: TestAccount;
  beforeAll(async () => {
    account = await openTestAccount(region, 'onlooker');
  });

  it.each([...triggerCases, ...streamCases])('have the same result: $name', async ({ trigger }) => {
    const yaml = yamlOf(trigger(account.theirs), 'alias: live');
    const wrapAws = rejectDuplicates();
    const each = () => deployed(yaml, { region, wrapAws });
    await Promise.all([each().apply(), each().apply()]);
    expect(changesOf(await deployed(yaml, { region }).plan())).toEqual([]);
    await Promise.all([each().teardown(), each().teardown()]);
    expect(await takeSnapshot(account.aws)).toEqual(account.before);
  });
});
