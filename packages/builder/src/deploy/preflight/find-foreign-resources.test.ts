import { describe, expect, it } from 'vitest';
import { configurationOf } from '../../../test/configuration.ts';
import { testIdentity, testTags, testTarget } from '../../../test/deployment-target.ts';
import { triggerTypes } from '../../config/keys/trigger-keys.ts';
import { desiredResource, type KindName, kindOrder } from '../kinds/kinds.ts';
import type { Step } from '../plan/plan.ts';
import type { Owner } from '../resource/identity.ts';
import { findForeignResources } from './find-foreign-resources.ts';

const others: Owner = { project: 'another', stage: 'dev', function: 'main' };
const ofProd: Owner = { ...testIdentity, stage: 'prod' };

function foreign(kind: KindName, owner: Owner | undefined, name = 'jobs'): Step {
  return { action: 'not ours', kind, name, actual: { owner, settings: {}, attributes: {} }, differences: [] };
}

const NAMES = 'lambda: { name: jobs, alias: live }\nrole: { name: jobs }\n';
const SQS = `${NAMES}trigger: { type: sqs, queue: { name: jobs } }\n`;

function problemsIn(yaml: string, ...steps: Step[]): string[] {
  return findForeignResources({ steps, known: new Map() }, testTarget(), configurationOf(yaml));
}

function problems(...steps: Step[]): string[] {
  return problemsIn(SQS, ...steps);
}

const RULE = `${NAMES}trigger: { type: eventbridge, rule_name: jobs }\n`;

const ARN = 'arn:aws:sqs:eu-central-1:123456789012:lost';
const STREAM = 'arn:aws:kinesis:eu-central-1:123456789012:stream/clicks';
const TABLE = 'arn:aws:dynamodb:eu-central-1:123456789012:table/a/stream/2026-01-01T00:00:00.000';
const LISTENER =
  'arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/web/0123456789abcdef/0123456789abcdef';

describe('a wanted resource', () => {
  it('of another stage is rejected, with the keys that help', () => {
    expect(problems(foreign('queue', ofProd), foreign('queue', ofProd, 'jobs-dlq'))).toEqual([
      `queue jobs belongs to demo/prod, not to demo/dev: write \${STAGE} in trigger.queue.name, ` +
        'or set trigger.queue.existing if they share it',
      `queue jobs-dlq belongs to demo/prod, not to demo/dev: write \${STAGE} in trigger.queue.dlq.name, ` +
        'or set trigger.queue.dlq.existing if they share it',
    ]);
    for (const kind of ['function', 'role', 'topic', 'bucket', 'rule', 'log group'] as const) {
      expect(problems(foreign(kind, ofProd))).toEqual([expect.stringContaining('belongs to demo/prod')]);
    }
  });

  it('of another project is rejected', () => {
    expect(problemsIn(RULE, foreign('rule', others))).toEqual([
      'rule jobs belongs to another/dev, not to demo/dev: choose another trigger.rule_name',
    ]);
    expect(problems(foreign('role', others))).toEqual([expect.stringContaining('or set role.existing')]);
  });

  it('that belongs to nobody is rejected unless it counts as existing', () => {
    expect(problemsIn(RULE, foreign('rule', undefined))).toEqual([
      'rule jobs already exists, and this project (demo) did not create it: ' +
        'choose another trigger.rule_name, or take it over with --adopt',
    ]);
    for (const kind of ['alias', 'target group', 'function'] as const) {
      expect(problems(foreign(kind, undefined))).toEqual([expect.stringContaining('take it over with --adopt')]);
    }
    for (const kind of ['queue', 'topic', 'role', 'bucket', 'log group', 'repository', 'subscription'] as const) {
      expect(problems(foreign(kind, undefined))).toEqual([]);
    }
  });

  it('that is a part of the function of others is not listed in addition', () => {
    expect(problems(foreign('function', ofProd), foreign('alias', ofProd), foreign('mapping', ofProd))).toHaveLength(1);
  });

  it('may be a repository or a log group of another project', () => {
    expect(problems(foreign('repository', others), foreign('log group', others))).toEqual([]);
  });

  it('may be a URL of others only if it is as configured', () => {
    const url = foreign('function url', undefined, 'demo');
    expect(problems(url)).toEqual([]);
    const differences = [{ setting: 'authType', from: 'NONE', to: 'AWS_IAM' }];
    expect(problems({ ...url, differences } as Step)).toEqual([expect.stringContaining('take it over with --adopt')]);
  });

  it('that is marked as existing may belong to anyone, but has to exist', () => {
    expect(problems({ ...foreign('queue', ofProd), isExisting: true } as Step)).toEqual([]);
    const desired = desiredResource('topic', 'news', { tags: testTags }, { isExisting: true });
    const topic = 'trigger: { type: sns, topic_name: news, topic_existing: true }\n';
    expect(problemsIn(topic, { action: 'create', kind: 'topic', name: 'news', desired })).toEqual([
      'topic news does not exist: create it, or remove trigger.topic_existing',
    ]);
  });

  it.each([
    [`type: sqs, queue: { name: '${ARN}' }`, 'trigger.queue.name'],
    [`type: sqs, queue: { name: jobs, dlq: { name: '${ARN}' } }`, 'trigger.queue.dlq.name'],
    [`type: eventbridge, dlq: '${ARN}'`, 'trigger.dlq'],
    [`type: scheduler, dlq: '${ARN}'`, 'trigger.dlq'],
  ])('that an ARN names has to exist: %s', (trigger, key) => {
    const settings = { retention: 60, visibilityTimeout: undefined, redrive: null, tags: testTags };
    const desired = desiredResource('queue', 'lost', settings, { isExisting: true });
    expect(problemsIn(`trigger: { ${trigger} }\n`, { action: 'create', kind: 'queue', name: 'lost', desired })).toEqual(
      [`queue lost does not exist: create it, or write its name instead of its ARN in ${key}`],
    );
  });
});

/** A function whose second trigger is the one in question. */
function withTrigger(trigger: string, settings = ''): string {
  return (
    `project: demo\nfunctions:\n  mail:\n    handler: app.mail\n    name: mail\n    role: { name: mail }\n${settings}` +
    `    triggers: [{ type: url }, { ${trigger} }]\n`
  );
}

const TRIGGER = 'functions.mail.triggers[1]';

type NamedCase = [trigger: string, kind: KindName, name: string, key: string, share?: string];

/** What can belong to others, by the type of the trigger: its kind and name, the key of the name, and how to share it. */
const named: readonly NamedCase[] = [
  ['type: sqs, queue: { name: jobs }', 'queue', 'jobs', 'queue.name', `set ${TRIGGER}.queue.existing`],
  ['type: sqs, queue: { name: jobs }', 'queue', 'jobs-dlq', 'queue.dlq.name', `set ${TRIGGER}.queue.dlq.existing`],
  [
    'type: sns-sqs, topic_name: news, queue: { name: jobs }',
    'queue',
    'jobs',
    'queue.name',
    `set ${TRIGGER}.queue.existing`,
  ],
  ['type: sns-sqs, topic_name: news', 'topic', 'news', 'topic_name', `set ${TRIGGER}.topic_existing`],
  ['type: sns, topic_name: news', 'topic', 'news', 'topic_name', `set ${TRIGGER}.topic_existing`],
  [
    'type: sns, topic_name: news, on_failure: { queue: lost }',
    'queue',
    'lost',
    'on_failure.queue',
    `set ${TRIGGER}.on_failure.arn instead`,
  ],
  [
    'type: s3-sqs, bucket: photos, create_bucket: true',
    'bucket',
    'photos',
    'bucket',
    `remove ${TRIGGER}.create_bucket`,
  ],
  [
    'type: s3-sqs, bucket: photos, queue: { dlq: { name: dead } }',
    'queue',
    'dead',
    'queue.dlq.name',
    `set ${TRIGGER}.queue.dlq.existing`,
  ],
  [
    'type: s3-direct, bucket: photos, create_bucket: true',
    'bucket',
    'photos',
    'bucket',
    `remove ${TRIGGER}.create_bucket`,
  ],
  [
    'type: s3-direct, bucket: photos, on_failure: { queue: lost }',
    'queue',
    'lost',
    'on_failure.queue',
    `set ${TRIGGER}.on_failure.arn instead`,
  ],
  ['type: eventbridge, rule_name: hourly', 'rule', 'hourly', 'rule_name'],
  ['type: eventbridge, rule_name: paid, bus: shop, pattern: { source: [my.shop] }', 'rule', 'shop/paid', 'rule_name'],
  ['type: eventbridge, dlq: lost', 'queue', 'lost', 'dlq', 'write its ARN instead of its name'],
  [
    'type: eventbridge, on_failure: { queue: lost }',
    'queue',
    'lost',
    'on_failure.queue',
    `set ${TRIGGER}.on_failure.arn instead`,
  ],
  ['type: scheduler, dlq: lost', 'queue', 'lost', 'dlq', 'write its ARN instead of its name'],
  ['type: scheduler, schedule_name: daily', 'schedule', 'daily', 'schedule_name'],
  [
    `type: kinesis, stream: { arn: '${STREAM}' }, on_failure: { queue: lost }`,
    'queue',
    'lost',
    'on_failure.queue',
    `set ${TRIGGER}.on_failure.arn instead`,
  ],
  [
    `type: dynamodb, stream: { arn: '${TABLE}' }, on_failure: { queue: lost }`,
    'queue',
    'lost',
    'on_failure.queue',
    `set ${TRIGGER}.on_failure.arn instead`,
  ],
];

describe('the advice about what a trigger names', () => {
  it.each(named)('contains the key that the user wrote: %s: %s %s', (trigger, kind, name, key, share) => {
    const or = share === undefined ? '' : `, or ${share} if they share it`;
    const path = `${TRIGGER}.${key}`;
    const adviceOn = (owner: Owner) =>
      problemsIn(withTrigger(trigger), foreign(kind, owner, name)).map((text) => text.replace(/^.*?: /, ''));
    expect(adviceOn(others)).toEqual([`choose another ${path}${or}`]);
    expect(adviceOn(ofProd)).toEqual([`write \${STAGE} in ${path}${or}`]);
    const isOfStage = key === 'dlq' || key === 'on_failure.queue';
    const takeOver = isOfStage ? '' : ', or if there is no function api anymore, take it over with was: api';
    expect(adviceOn({ ...testIdentity, function: 'api' })).toEqual([`choose another ${path}${takeOver}${or}`]);
  });

  it('covers every type of trigger', () => {
    const types = new Set(named.map(([trigger]) => /^type: ([a-z0-9-]+)/.exec(trigger)?.[1]));
    // Those have only generated names, parts of the function, and routes.
    expect(triggerTypes.filter((type) => !types.has(type)).toSorted()).toEqual(['alb', 'http-api', 'none', 'url']);
  });

  it('covers every kind whose name is written', () => {
    const kinds = new Set<KindName>([
      ...named.map(([, kind]) => kind),
      'function',
      'role',
      'alias',
      'log group',
      'route',
    ]);
    // Their names are generated, or those of what they are a part of; others' repositories are used.
    expect(kindOrder.filter((kind) => !kinds.has(kind))).toEqual([
      'repository',
      'image',
      'http api',
      'api stage',
      'schedule group',
      'managed policies',
      'inline policy',
      'asynchronous configuration',
      'queue policy',
      'target group',
      'permission',
      'mapping',
      'notification',
      'subscription',
      'rule target',
      'target',
      'listener rule',
      'function url',
      'integration',
    ]);
  });

  it('is to remove a route that others have added to the API', () => {
    const yaml = withTrigger('type: http-api, routes: [GET /orders]');
    expect(problemsIn(yaml, foreign('route', undefined, 'GET /orders'))).toEqual([
      'route GET /orders already exists, and this project (demo) did not create it: ' +
        `remove it from ${TRIGGER}.routes, or take it over with --adopt`,
    ]);
  });

  const generated: readonly (readonly [trigger: string, kind: KindName, name: string])[] = [
    ['type: scheduler', 'role', 'alr-scheduler-demo-dev-main-0123456789ab-eu-central-1'],
    ['type: scheduler', 'schedule group', 'alr-demo-dev-main-0123456789ab'],
    [`type: alb, listener_arn: '${LISTENER}', path: /a, priority: 1`, 'target group', 'alr-demo-dev-main-0123456789ab'],
  ];
  it.each(generated)('names no key for what has a generated name: %s: %s', (trigger, kind, name) => {
    expect(problemsIn(withTrigger(trigger), foreign(kind, others, name))).toEqual([
      `${kind} ${name} belongs to another/dev, not to demo/dev`,
    ]);
  });
});

describe('the advice about what a function names', () => {
  it.each([
    ['function', 'mail', 'functions.mail.name', ''],
    ['role', 'mail', 'functions.mail.role.name', ', or set functions.mail.role.existing if they share it'],
    ['alias', 'mail:live', 'functions.mail.alias', ''],
  ] as const)('contains the key of the %s', (kind, name, path, share) => {
    const yaml = withTrigger('type: none', '    alias: live\n');
    expect(problemsIn(yaml, foreign(kind, others, name))).toEqual([
      expect.stringContaining(`: choose another ${path}${share}`),
    ]);
  });

  it('contains on_failure where it is written', () => {
    const own = withTrigger('type: sns, topic_name: news', '    on_failure: { queue: lost }\n');
    const shared = `lambda: { on_failure: { queue: lost } }\n${withTrigger('type: sns, topic_name: news')}`;
    for (const [yaml, path] of [
      [own, 'functions.mail.on_failure'],
      [shared, 'lambda.on_failure'],
    ] as const) {
      expect(problemsIn(yaml, foreign('queue', others, 'lost'))).toEqual([
        'queue lost belongs to another/dev, not to demo/dev: ' +
          `choose another ${path}.queue, or set ${path}.arn instead if they share it`,
      ]);
    }
  });

  it('is missing for a queue that only another function of the stage names', () => {
    expect(problems(foreign('queue', others, 'lost'))).toEqual([]);
  });
});
