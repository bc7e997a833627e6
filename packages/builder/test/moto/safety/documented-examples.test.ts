import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { TriggerType } from '../../../src/config/keys/trigger-keys.ts';
import { lambdaYaml } from '../../../src/scaffold/files/lambda-yaml.ts';
import { defaultSettings } from '../../../src/scaffold/settings/settings.ts';
import { accountWhere } from '../account/account-changes.ts';
import { createForeignResources } from '../foreign-resources.ts';
import { expectSuccess, scenario } from '../team/scenario.ts';
import type { TeamAccount } from '../team/team-account.ts';

const PACKAGE = join(import.meta.dirname, '../../..');
/** Its project has a stream, which a deployment does not create; its samples run in a test of their own. */
const TESTING_PAGE = 'testing.md';

/** All examples of a whole configuration in the documentation. */
const examples = globSync('{README,docs/**/*}.md', { cwd: PACKAGE })
  .filter((path) => !path.endsWith(TESTING_PAGE))
  .sort()
  .flatMap((path) =>
    [...readFileSync(join(PACKAGE, path), 'utf8').matchAll(/```yaml\n(.*?)```/gs)].flatMap(([, yaml = '']) =>
      /^(lambda|functions):/m.test(yaml) && /^trigger|^ {4}triggers:/m.test(yaml) ? [{ path, yaml }] : [],
    ),
  );

/** Deploys to two stages, tears the first down, and expects that the second is as it was. */
async function deployTwice(account: TeamAccount, yaml: string): Promise<void> {
  const project = await account.project(yaml);
  // A load balancer's rules need different priorities.
  const second = { env: { PRIORITY: '20' } };
  expectSuccess(await project.apply('dev'));
  expectSuccess(await project.apply('prod', second));
  const mappings = [...(await account.read()).values()].filter(({ id }) => id.startsWith('mapping'));
  const sources = mappings.map(({ content }) => (content as { EventSourceArn: string }).EventSourceArn);
  const queues = sources.filter((source) => source.includes(':sqs:'));
  expect(new Set(queues).size).toBe(queues.length);
  // Its own teardown, whose changes are compared with what the stage has created.
  expectSuccess(await project.teardown('dev'));
  expectSuccess(await project.plan('prod', { ...second, args: ['--check'] }));
}

describe('an example of the documentation', () => {
  scenario.for(examples.map((example, index) => ({ ...example, number: index + 1 })))(
    '$number, in $path, deploys to two stages, and the teardown of one keeps the other',
    async ({ yaml }, { account }) => {
      await deployTwice(account, yaml);
    },
  );
});

describe('a scaffolded project', () => {
  const triggers: readonly TriggerType[] = [
    'sqs',
    'sns-sqs',
    's3-direct',
    'eventbridge',
    'scheduler',
    'alb',
    'url',
    'http-api',
  ];

  async function scaffolded(account: TeamAccount, trigger: TriggerType): Promise<string> {
    const theirs = await account.asOthers((aws) => createForeignResources(aws, `bystander-${account.id}`));
    return lambdaYaml({ ...defaultSettings('hello'), trigger, handler: 'src/app.Hello' })
      .replace(/bucket: \S+ # change this/, `bucket: ${theirs.bucket}`)
      .replace(/listener_arn: \S+ # change this/, `listener_arn: ${theirs.listener}`)
      .replace('priority: 10', "priority: '${PRIORITY:-10}'");
  }

  scenario.for(triggers.map((trigger) => ({ trigger })))(
    'deploys to two stages, and the teardown of one keeps the other: $trigger',
    async ({ trigger }, { account }) => {
      await deployTwice(account, await scaffolded(account, trigger));
    },
  );

  scenario('keeps everything of the old name when lambda.name changes', async ({ account }) => {
    const project = await account.project(await scaffolded(account, 'sqs'));
    expectSuccess(await project.apply('prod'));
    const before = await account.read();
    await project.edit(/name: ['"]?hello/, 'name: welcome');
    await project.apply('prod');
    const after = await account.read();
    const kept = accountWhere(before, ({ id }) => /^(function|version|queue|role|repository|log group) /.test(id));
    expect([...kept.keys()].filter((id) => !after.has(id))).toEqual([]);
  });
});
