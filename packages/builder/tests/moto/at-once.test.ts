import { beforeAll, describe, expect, it } from 'vitest';
import type { Aws } from '../../src/aws/connection.ts';
import { type Bystanders, bystanders } from './bystanders.ts';
import { pipelines, streams } from './pipelines.ts';
import { changesOf, connectToMoto, deployed, motoUrl, useMoto, yamlOf } from './site.ts';
import { strictAccount } from './strict.ts';
import { world } from './world.ts';

describe.skipIf(motoUrl === '')('two who deploy at the same moment', () => {
  const region = 'ap-south-1';
  let aws: Aws;
  let theirs: Bystanders;
  let before: unknown;
  beforeAll(async () => {
    useMoto();
    aws = await connectToMoto(region);
    theirs = await bystanders(aws, 'onlooker');
    before = await world(aws);
  });

  it.each([...pipelines, ...streams])('both come to the same end: $name', async ({ trigger }) => {
    const yaml = yamlOf(trigger(theirs), 'alias: live');
    const through = strictAccount();
    const each = () => deployed(yaml, { region, through }).apply();
    await Promise.all([each(), each()]);
    expect(changesOf(await deployed(yaml, { region }).plan())).toEqual([]);
    await Promise.all([deployed(yaml, { region }).teardown(), deployed(yaml, { region }).teardown()]);
    expect(await world(aws)).toEqual(before);
  });
});
