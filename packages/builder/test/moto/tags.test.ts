import { LambdaClient, TagResourceCommand } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import { arnOf } from '../../src/aws/arn.ts';
import type { Aws } from '../../src/aws/connection.ts';
import type { Plan } from '../../src/deploy/plan/plan.ts';
import { takeSnapshot } from './account-snapshot.ts';
import { changesOf, connectToMoto, deployed, MOTO_URL, useMoto, yamlOf } from './deployed-project.ts';
import { createForeignResources, type ForeignResources } from './foreign-resources.ts';
import { triggerCases } from './trigger-cases.ts';

describe.skipIf(MOTO_URL === '')('lambda.tags', () => {
  const region = 'us-west-2';
  let aws: Aws;
  let theirs: ForeignResources;
  beforeAll(async () => {
    useMoto();
    aws = await connectToMoto(region);
    theirs = await createForeignResources(aws, 'onlooker-of-tags');
  });

  // Moto has no tags for mappings.
  const triggers = triggerCases.filter(({ name }) => /^(sns-sqs|eventbridge|alb)$/.test(name));
  const ownBucket = { name: 's3-direct', trigger: () => '{ type: s3-direct, bucket: tagged, create_bucket: true }' };
  it.each([...triggers, ownBucket])(
    'are set on everything that supports tags, and removed with their key: $name',
    async ({ trigger }) => {
      const before = await takeSnapshot(aws);
      const project = (tags: string) => deployed(yamlOf(trigger(theirs), `tags: ${tags}`), { region });
      await project('{ stage: prod, team: blue }').apply();
      const Resource = arnOf(aws, 'lambda', 'function:demo');
      await aws.client(LambdaClient).send(new TagResourceCommand({ Resource, Tags: { cost: 'theirs' } }));
      expect(valuesOf('stage', await project('{}').plan())).toEqual(new Set(['prod']));

      await project('{ team: red }').apply();
      const plan = await project('{ team: red }').plan();
      expect(changesOf(plan)).toEqual([]);
      expect(valuesOf('team', plan)).toEqual(new Set(['red']));
      expect(valuesOf('stage', plan)).toEqual(new Set([undefined]));

      await project('{}').apply();
      const last = await project('{}').plan();
      expect(changesOf(last)).toEqual([]);
      expect(valuesOf('team', last)).toEqual(new Set([undefined]));
      expect(valuesOf('alr:tags', last)).toEqual(new Set([undefined]));
      expect(valuesOf('cost', last)).toEqual(new Set([undefined, 'theirs']));
      await project('{}').teardown();
      expect(await takeSnapshot(aws)).toEqual(before);
    },
  );

  it('may be called like the properties of an internal reference', async () => {
    const project = deployed(yamlOf('{ type: sqs }', 'tags: { to: billing, attribute: team }'), { region });
    await project.apply();
    const plan = await project.plan();
    expect(changesOf(plan)).toEqual([]);
    expect(valuesOf('to', plan)).toContain('billing');
    await project.teardown();
  });
});

/** The values of a tag on all resources that support tags, except for the repository, which all stages share. */
function valuesOf(name: string, { steps }: Plan): Set<unknown> {
  const settings = steps.flatMap((step) =>
    'actual' in step && step.kind !== 'repository' ? [step.actual.settings] : [],
  );
  return new Set(settings.flatMap((each) => ('tags' in each ? [Object(each.tags)[name]] : [])));
}
