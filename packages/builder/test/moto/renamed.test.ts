import { LambdaClient, ListAliasesCommand } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Account, openAccount } from './account.ts';
import { brokenOffAtEachChange } from './broken-off.ts';
import { changesOf, deployed, MOTO_URL, yamlOf } from './deployed-project.ts';
import { pipelines, streams } from './pipelines.ts';
import { world } from './world.ts';

describe.skipIf(MOTO_URL === '')('what invokes a function', () => {
  const region = 'eu-west-3';
  let account: Account;
  beforeAll(async () => {
    account = await openAccount(region, 'namesake');
  });

  const project = (yaml: string) => deployed(yaml, { region });
  const named = (name: string, trigger: string) =>
    `project: fixed\n${yamlOf(trigger, 'alias: live').replaceAll('name: demo', `name: ${name}`)}`;

  async function aliases(FunctionName: string) {
    return (await account.aws.client(LambdaClient).send(new ListAliasesCommand({ FunctionName }))).Aliases;
  }

  async function leavesNothingOf(name: string): Promise<void> {
    // The log group stays until a teardown.
    expect(JSON.stringify(await world(account.aws)).replaceAll(`/aws/lambda/${name}`, '')).not.toContain(name);
  }

  // One for each kind of thing that tells the function by its name.
  const telling = [...pipelines, ...streams].filter(({ name }) =>
    /^(s3-sqs|eventbridge|sns|alb|url|kinesis)$/.test(name),
  );
  it.each(telling)('follows it to another name within the project: $name', async ({ trigger }) => {
    await project(named('former', trigger(account.theirs))).apply();
    const latter = named('latter', trigger(account.theirs));
    await project(latter).apply();
    expect(changesOf(await project(latter).plan())).toEqual([]);
    await leavesNothingOf('former');
    await project(latter).teardown();
    expect(await world(account.aws)).toEqual(account.before);
  });

  const foundByPolicy = pipelines.filter(({ name }) => name === 's3-direct' || name === 'sns');
  it.each(foundByPolicy)('goes when both its type and the name are others: $name', async ({ trigger }) => {
    await project(named('former', trigger(account.theirs))).apply();
    await project(named('latter', '{ type: none }')).apply();
    await leavesNothingOf('former');
    await project(named('latter', '{ type: none }')).teardown();
    expect(await world(account.aws)).toEqual(account.before);
  });

  it('follows it when that is broken off at each change', async () => {
    const through = (name: string) => named(name, `{ type: sns-sqs, topic_name: news, queue: { name: jobs } }`);
    await project(through('former')).apply();
    await brokenOffAtEachChange((it) => it.apply(), through('latter'), { region });
    await leavesNothingOf('former');
    await brokenOffAtEachChange((it) => it.teardown(), through('latter'), { region });
    expect(await world(account.aws)).toEqual(account.before);
  });

  // moto has one URL for a function and all its aliases.
  const direct = telling.filter(({ name }) => name !== 'url');
  it.each(direct)('follows it behind an alias, and back: $name', async ({ trigger }) => {
    const plain = yamlOf(trigger(account.theirs));
    const behindAlias = yamlOf(trigger(account.theirs), 'alias: live');
    await project(plain).apply();
    for (const yaml of [behindAlias, plain]) {
      await project(yaml).apply();
      expect(changesOf(await project(yaml).plan())).toEqual([]);
    }
    expect(await aliases('demo')).toEqual([]);
    await project(plain).teardown();
    expect(await world(account.aws)).toEqual(account.before);
  });
});
