import { readFile } from 'node:fs/promises';
import { describe, expect } from 'vitest';
import type { Account } from '../account/entry.ts';
import { expectRefusal, scenario } from '../team/scenario.ts';
import type { TeamAccount } from '../team/team-account.ts';
import { configurations, yamlOf } from '../upgrade/configurations-of-1.0.ts';
import { type RecordedCall, replay } from '../upgrade/replay.ts';

const fixture = new URL('../upgrade/accounts-of-1.0.json', import.meta.url);
const recorded = JSON.parse(await readFile(fixture, 'utf8')) as Record<string, RecordedCall[]>;
const names = Object.keys(configurations).map((name) => ({ name }));

/** An account to which 1.0 deployed, and the unchanged project. */
async function deployedBy1(account: TeamAccount, name: string) {
  const project = await account.project(yamlOf(name), { env: { ACCOUNT: account.id } });
  const image = await account.ciImage('eu-west-1');
  await account.asOthers((aws) => replay(aws, recorded[name] ?? [], image));
  return { project };
}

const functionName = (name: string) => (name === 'the default names' ? 'lambda-handler' : 'demo');
const withoutStage = { env: { STAGE: undefined } };

/** The ids of what exists, apart from what is only a part of something. */
const resources = (account: Account) =>
  [...account.values()].filter(({ partOf }) => partOf === undefined).map(({ id }) => id);

describe('what version 1.0 deployed', () => {
  scenario.for(names)('stays as it is until a stage is named: $name', async ({ name }, { account }) => {
    const { project } = await deployedBy1(account, name);
    const before = await account.read();
    // What holds for one part of a deployment holds for all; the first of the configurations tries each command.
    const others = name === names[0]?.name ? ['lambda-configuration', 'lambda-teardown'] : [];
    for (const command of ['apply', 'plan', ...others]) {
      const args = command === 'lambda-teardown' ? ['--yes'] : [];
      const { code, changes, stdout, stderr } = await project.run(undefined, command, { ...withoutStage, args });
      expect({ command, code, changes }).toEqual({ command, code: 1, changes: [] });
      const says = /^(apply|plan)$/.test(command) ? 'name the stage once: --stage prod' : '--stage prod';
      expect(stdout + stderr).toContain(says);
    }
    expect(await account.read()).toEqual(before);
  });

  scenario.for(names)(
    'is taken over under the stage that is named, without deleting or renaming anything: $name',
    async ({ name }, { account }) => {
      const { project } = await deployedBy1(account, name);
      const before = await account.read();
      const { code, stderr, changes } = await project.apply('prod');
      expect({ code, reason: code === 0 ? '' : stderr }).toEqual({ code: 0, reason: '' });
      expect(
        changes.filter((operation) =>
          /^(Create|DeleteFunction$|DeleteQueue|DeleteTopic|DeleteRole$|DeleteBucket$)/.test(operation),
        ),
      ).toEqual([]);
      const after = await account.read();
      expect(resources(after)).toEqual(resources(before));
      expect(after.get(`function eu-west-1 ${functionName(name)}`)?.tags).toMatchObject({
        'alr:project': functionName(name),
        'alr:stage': 'prod',
        'alr:function': 'main',
      });
      expect(await project.plan('prod', { args: ['--check'] })).toMatchObject({ code: 0 });
      expect(await project.apply('prod')).toMatchObject({ code: 0, changes: [] });
    },
  );

  scenario('is taken over with a kill after each change', async ({ account }) => {
    const { project } = await deployedBy1(account, 'sns-sqs');
    const before = resources(await account.read());
    expect(await project.withKills('prod', 'apply')).toMatchObject({ code: 0 });
    expect(resources(await account.read())).toEqual(before);
    expect(await project.plan('prod', { args: ['--check'] })).toMatchObject({ code: 0 });
  });

  scenario('is not taken over by a second stage', async ({ account }) => {
    const { project } = await deployedBy1(account, 'sqs behind an alias');
    await project.apply('prod');
    const before = await account.read();
    expectRefusal(await project.apply('dev'), 'demo/prod');
    expect(await account.read()).toEqual(before);
  });

  scenario('of another name in the same project is not deleted', async ({ account }) => {
    await deployedBy1(account, 'sqs behind an alias');
    const before = await account.read();
    // The two functions of a repository with one project, of which 1.0 deployed the first.
    const second = await account.project(
      'project: demo\nimage: { handler: app.handler }\nlambda: { name: second }\nrole: { name: second }\ntrigger: { type: none }\n',
    );
    // Whether the second file is refused is not the point here.
    await second.apply('prod');
    const after = await account.read();
    expect(resources(before).filter((id) => !after.has(id))).toEqual([]);
    for (const id of ['function eu-west-1 demo', 'version eu-west-1 demo:1', 'alias eu-west-1 demo:live']) {
      expect(after.get(id)?.content).toEqual(before.get(id)?.content);
    }
  });

  const representative = names.filter(({ name }) => /alias|sns-sqs|bucket/.test(name));
  scenario.for(representative)(
    'is removed completely by the teardown of its stage: $name',
    async ({ name }, { account }) => {
      const { project } = await deployedBy1(account, name);
      await project.apply('prod');
      expect(await project.teardown('prod')).toMatchObject({ code: 0 });
      // 1.0 left no mark on a subscription, so it may be anyone's, and it keeps the topic.
      const left = (await account.idsOfProjects()).filter((id) => !/^(topic|subscription) /.test(id));
      expect(left).toEqual([]);
    },
  );
});
