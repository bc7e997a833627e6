import { LambdaClient, ListAliasesCommand } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import { takeSnapshot } from './account-snapshot.ts';
import { changesOf, deployed, MOTO_URL, yamlOf } from './deployed-project.ts';
import { interruptAfterEachChange } from './interruptions.ts';
import { openTestAccount, type TestAccount } from './test-account.ts';
import { streamCases, triggerCases } from './trigger-cases.ts';

describe.skipIf(MOTO_URL === '')('the trigger of a function', () => {
  const region = 'eu-west-3';
  let account: TestAccount;
  beforeAll(async () => {
    account = await openTestAccount(region, 'namesake');
  });

  const project = (yaml: string) => deployed(yaml, { region });
  const withName = (name: string, trigger: string) =>
    `project: fixed\n${yamlOf(trigger, 'alias: live').replaceAll('name: demo', `name: ${name}`)}`;

  async function aliases(FunctionName: string) {
    return (await account.aws.client(LambdaClient).send(new ListAliasesCommand({ FunctionName }))).Aliases;
  }

  async function expectNothingLeftOf(name: string): Promise<void> {
    // The log group stays until a teardown.
    expect(JSON.stringify(await takeSnapshot(account.aws)).replaceAll(`/aws/lambda/${name}`, '')).not.toContain(name);
  }

  // One for each kind of resource that refers to the function by its name.
  const representative = [...triggerCases, ...streamCases].filter(({ name }) =>
    /^(s3-sqs|eventbridge|sns|alb|url|kinesis)$/.test(name),
  );
  it.each(representative)('follows the function to another name in the same project: $name', async ({ trigger }) => {
    await project(withName('former', trigger(account.theirs))).apply();
    const latter = withName('latter', trigger(account.theirs));
    await project(latter).apply();
    expect(changesOf(await project(latter).plan())).toEqual([]);
    await expectNothingLeftOf('former');
    await project(latter).teardown();
    expect(await takeSnapshot(account.aws)).toEqual(account.before);
  });

  const foundByPolicy = triggerCases.filter(({ name }) => name === 's3-direct' || name === 'sns');
  it.each(foundByPolicy)(
    'is removed if both the trigger and the name of the function change: $name',
    async ({ trigger }) => {
      await project(withName('former', trigger(account.theirs))).apply();
      await project(withName('latter', '{ type: none }')).apply();
      await expectNothingLeftOf('former');
      await project(withName('latter', '{ type: none }')).teardown();
      expect(await takeSnapshot(account.aws)).toEqual(account.before);
    },
  );

  it('follows the function with an interruption after each change', async () => {
    const yamlFor = (name: string) => withName(name, `{ type: sns-sqs, topic_name: news, queue: { name: jobs } }`);
    await project(yamlFor('former')).apply();
    await interruptAfterEachChange((each) => each.apply(), yamlFor('latter'), { region });
    await expectNothingLeftOf('former');
    await interruptAfterEachChange((each) => each.teardown(), yamlFor('latter'), { region });
    expect(await takeSnapshot(account.aws)).toEqual(account.before);
  });

  // Moto has one URL for a function and all its aliases.
  const direct = representative.filter(({ name }) => name !== 'url');
  it.each(direct)('moves to an alias and back: $name', async ({ trigger }) => {
    const plain = yamlOf(trigger(account.theirs));
    const behindAlias = yamlOf(trigger(account.theirs), 'alias: live');
    await project(plain).apply();
    for (const yaml of [behindAlias, plain]) {
      await project(yaml).apply();
      expect(changesOf(await project(yaml).plan())).toEqual([]);
    }
    expect(await aliases('demo')).toEqual([]);
    await project(plain).teardown();
    expect(await takeSnapshot(account.aws)).toEqual(account.before);
  });
});
