import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Aws } from '../../src/aws/connection.ts';
import { BrokenOffError, brokenOffAfterOneChange } from './broken-off.ts';
import { type Bystanders, bystanders } from './bystanders.ts';
import { RecordedActions } from './recorded-actions.ts';
import { changesOf, connectToMoto, deployed, motoUrl, useMoto, yamlOf } from './site.ts';
import { world } from './world.ts';

/** A trigger, one setting of it changed, and what that change comes to. */
interface Pipeline {
  readonly name: string;
  readonly trigger: (theirs: Bystanders) => string;
  readonly changed: (trigger: string) => string;
  readonly change: readonly string[];
  /** Has no kind of resource that another one doesn't have: it is made and removed without being broken off. */
  readonly isPlain?: boolean;
}

const region = 'eu-central-1';
const account = '123456789012';
const queue = 'queue: { name: jobs, partial_batch_response: true }';

const pipelines: readonly Pipeline[] = [
  {
    name: 's3-sqs',
    trigger: ({ bucket }) => `{ type: s3-sqs, bucket: ${bucket}, prefix: in/, ${queue} }`,
    changed: (trigger) => trigger.replace('name: jobs', 'name: jobs, batch_size: 5'),
    change: [`update mapping arn:aws:sqs:${region}:${account}:jobs`],
  },
  {
    name: 's3-direct',
    isPlain: true,
    trigger: ({ bucket }) => `{ type: s3-direct, bucket: ${bucket}, prefix: in/ }`,
    changed: (trigger) => trigger.replace('in/', 'incoming/'),
    change: ['update notification bystander'],
  },
  {
    name: 'eventbridge',
    trigger: () => '{ type: eventbridge, rule_name: nightly }',
    changed: (trigger) => trigger.replace('nightly', 'nightly, schedule: rate(2 hours)'),
    change: ['update rule nightly'],
  },
  {
    name: 'sns',
    isPlain: true,
    trigger: () => '{ type: sns, topic_name: news }',
    changed: (trigger) => trigger.replace('news', 'bystander'),
    change: [
      expect.stringMatching(/^create permission alr-demo-sns-/),
      `create subscription arn:aws:sns:${region}:${account}:bystander arn:aws:lambda:${region}:${account}:function:demo`,
      `remove subscription arn:aws:sns:${region}:${account}:news arn:aws:lambda:${region}:${account}:function:demo`,
      expect.stringMatching(/^remove permission alr-demo-sns-/),
      'remove topic news',
    ],
  },
  {
    name: 'sns-sqs',
    trigger: () => `{ type: sns-sqs, topic_name: news, ${queue} }`,
    changed: (trigger) => trigger.replace('name: jobs', 'name: jobs, visibility_timeout: 600'),
    change: ['update queue jobs'],
  },
  {
    name: 'sqs',
    isPlain: true,
    trigger: () => `{ type: sqs, ${queue} }`,
    changed: (trigger) => trigger.replace('name: jobs', 'name: jobs, maximum_concurrency: 5'),
    change: [`update mapping arn:aws:sqs:${region}:${account}:jobs`],
  },
  {
    name: 'alb',
    trigger: ({ listener }) => `{ type: alb, listener_arn: '${listener}', priority: 10 }`,
    changed: (trigger) => trigger.replace('priority: 10', 'priority: 20'),
    change: [expect.stringMatching(/^update listener rule arn:/)],
  },
  {
    name: 'url',
    trigger: () => '{ type: url, auth_type: NONE }',
    changed: (trigger) => trigger.replace('NONE', 'AWS_IAM'),
    change: [
      'update function url demo',
      expect.stringMatching(/^remove permission alr-demo-url-invoke-/),
      expect.stringMatching(/^remove permission alr-demo-url-/),
    ],
  },
];

const streams: readonly Pipeline[] = [
  {
    name: 'kinesis',
    trigger: ({ kinesisStream }) => `{ type: kinesis, stream: { arn: '${kinesisStream}', bisect: true } }`,
    changed: (trigger) => trigger.replace('bisect: true', 'bisect: true, batch_window: 5'),
    change: [`update mapping arn:aws:kinesis:${region}:${account}:stream/bystander`],
  },
  {
    name: 'dynamodb',
    trigger: ({ tableStream }) => `{ type: dynamodb, stream: { arn: '${tableStream}', partial_batch_response: true } }`,
    changed: (trigger) => trigger.replace('{ arn', '{ retries: 3, arn'),
    change: [expect.stringMatching(/^update mapping arn:aws:dynamodb:/)],
  },
];

describe.skipIf(motoUrl === '')('deploying against moto', () => {
  let aws: Aws;
  let theirs: Bystanders;
  beforeAll(async () => {
    useMoto();
    aws = await connectToMoto();
    theirs = await bystanders(aws);
  });

  describe('a function behind an alias', () => {
    const yaml = yamlOf('{ type: none }', 'alias: live, concurrency: 5');
    let before: unknown;
    beforeAll(async () => {
      before = await world(aws);
    });

    it('is made after being broken off at each change, and is then as wanted', async () => {
      await brokenOffAtEachChange((project) => project.apply(), yaml);
      expect(changesOf(await deployed(yaml).plan())).toEqual([]);
    });

    it('runs as another role after being broken off at each change, and the former one goes', async () => {
      const renamed = yaml.replace('role: { name: demo }', 'role: { name: renamed }');
      await brokenOffAtEachChange((project) => project.apply(), renamed);
      expect(JSON.stringify(await world(aws))).toContain('["renamed",');
      await brokenOffAtEachChange((project) => project.apply(), yaml);
      expect(JSON.stringify(await world(aws))).not.toContain('["renamed",');
    });

    it('is removed after being broken off at each change, and all else is as before', async () => {
      await brokenOffAtEachChange((project) => project.teardown(), yaml);
      expect(await world(aws)).toEqual(before);
    });
  });

  describe('a function that has a trigger only at times, broken off at each change', () => {
    const plain = yamlOf('{ type: none }');
    beforeAll(async () => {
      await deployed(plain).apply();
    });
    afterAll(async () => {
      await deployed(plain).teardown();
    });

    describe.each(pipelines)('$name', ({ name, trigger, changed, change, isPlain }) => {
      const apply = isPlain ? applied : brokenOffAtEachChange;
      const first = () => yamlOf(trigger(theirs));
      const second = () => yamlOf(changed(trigger(theirs)));
      let before: unknown;
      beforeAll(async () => {
        before = await world(aws);
      });

      it('is made, and is then as wanted', async () => {
        await apply((project) => project.apply(), first());
        expect(changesOf(await deployed(first()).plan())).toEqual([]);
      });

      it('is changed by one setting, and by that alone', async () => {
        expect(await deployed(second()).apply()).toEqual(change);
        expect(changesOf(await deployed(second()).plan())).toEqual([]);
      });

      it('takes no permissions but those that check simulates', async () => {
        const actions = new RecordedActions();
        const recorded = deployed(first(), { through: actions.record });
        await recorded.apply();
        await recorded.plan();
        expect(actions.missingFor(name)).toEqual([]);
      });

      it('goes when the trigger is another, and all else is as before', async () => {
        await apply((project) => project.apply(), plain);
        expect(await world(aws)).toEqual(before);
      });
    });

    // moto has no tags for mappings: of one that reads somebody else's stream, only the configuration tells whose it is.
    describe.each(streams)('$name', ({ trigger, changed, change }) => {
      const first = () => yamlOf(trigger(theirs));
      const second = () => yamlOf(changed(trigger(theirs)));

      it('is made, and is then as wanted', async () => {
        await deployed(first()).apply();
        expect(changesOf(await deployed(first()).plan())).toEqual([]);
      });

      it('is changed by one setting, and by that alone', async () => {
        expect(await deployed(second()).apply()).toEqual(change);
        expect(changesOf(await deployed(second()).plan())).toEqual([]);
      });

      it('is removed', async () => {
        await deployed(second()).teardown();
        expect(await world(aws)).toMatchObject({ mappings: [] });
      });
    });
  });
});

type Work = (project: ReturnType<typeof deployed>) => Promise<unknown>;

/** Does it at one go. */
async function applied(work: Work, yaml: string): Promise<void> {
  await work(deployed(yaml));
}

/** Begins again and again, each time getting one change further, until it comes to its end. */
async function brokenOffAtEachChange(work: Work, yaml: string): Promise<void> {
  for (let runs = 0; runs < 100; runs += 1) {
    try {
      await work(deployed(yaml, { through: brokenOffAfterOneChange }));
      return;
    } catch (error) {
      if (!isBrokenOff(error)) throw error;
    }
  }
  throw new Error('it comes to no end');
}

/** A teardown goes on with what it can, and tells at its end that something is left. */
function isBrokenOff(error: unknown): boolean {
  return error instanceof BrokenOffError || (error instanceof Error && error.name === 'TeardownError');
}
