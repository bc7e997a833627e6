import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../../test/configuration.ts';
import { createTestProject } from '../../../test/test-project.ts';
import { loadConfiguration } from '../load-configuration.ts';
import type { ConfigurationSource } from '../read/read-files.ts';
import { roleName } from './role-name.ts';

const shop = `project: shop
image: { base: debian:trixie-slim }
lambda:
  memory: 512
  environment: { LOG_LEVEL: info }
functions:
  orders:
    handler: src/orders.Orders
    timeout: 60
    environment: { TABLE: orders }
    triggers:
      - type: sqs
        queue: { batch_size: 10, partial_batch_response: true }
      - { type: eventbridge, schedule: rate(1 hour) }
      - { type: sqs, name: late }
  api:
    handler: src/api.Api
    memory: 1024
    triggers: [{ type: url }]
`;

async function load(files: Record<string, string>, options: Partial<ConfigurationSource> = {}) {
  await using project = await createTestProject(files);
  return await loadConfiguration({ directory: project.directory, env: {}, ...options });
}

describe('a project with functions', () => {
  it('has the defaults of `lambda` in each function, which can override them', async () => {
    const { functions } = await load({ 'lambda.yaml': shop });
    expect(functions.map(({ function: name, lambda }) => [name, lambda.memory, lambda.timeout])).toEqual([
      ['orders', 512, 60],
      ['api', 1024, 30],
    ]);
    expect(functions[0]?.lambda.environment).toEqual({ LOG_LEVEL: 'info', TABLE: 'orders' });
    expect(functions[0]?.handlers).toEqual(['src/orders.Orders', 'src/api.Api']);
  });

  it('names everything after the project, the stage and the function', async () => {
    const { functions } = await load({ 'lambda.yaml': shop }, { stage: 'prod' });
    const [orders, api] = functions;
    expect(orders?.image.repo).toBe('shop');
    expect(orders?.lambda.name).toBe('shop-prod-orders');
    expect(orders?.role.name).toBe('shop-prod-orders');
    expect(orders?.triggers).toMatchObject([
      { name: 'sqs', type: 'sqs', queue: { name: 'shop-prod-orders', dlq: { name: 'shop-prod-orders-dlq' } } },
      { name: 'eventbridge', ruleName: 'shop-prod-orders' },
      { name: 'late', queue: { name: 'shop-prod-orders-late' } },
    ]);
    expect(api?.lambda.name).toBe('shop-prod-api');
  });

  it('has names that AWS accepts and that differ, however long its parts are', async () => {
    const word = (max: number) => fc.stringMatching(new RegExp(`^[a-z][a-z0-9-]{0,${max - 1}}$`));
    const long = (max: number) => fc.oneof(word(max), fc.constant('x'.repeat(max)), fc.constant('y'.repeat(max - 1)));
    const project = fc.record({
      project: long(64),
      stage: long(64),
      keys: fc.uniqueArray(long(64), { minLength: 2, maxLength: 3 }),
      trigger: long(40).filter((name) => !['sqs', 'eventbridge', 'scheduler'].includes(name)),
    });
    await fc.assert(
      fc.asyncProperty(project, async ({ project: name, stage, keys, trigger }) => {
        const triggers = `[{ type: sqs }, { type: sqs, name: ${trigger} }, { type: eventbridge, schedule: rate(1 day) }, { type: scheduler, schedule: rate(1 day) }]`;
        const functions = keys.map((key) => `  "${key}": { handler: app.Handler, triggers: ${triggers} }\n`).join('');
        const yaml = `project: "${name}"\nfunctions:\n${functions}`;
        const { functions: loaded } = await load({ 'lambda.yaml': yaml }, { stage });
        const own = loaded.map(({ lambda }) => lambda.name);
        const queues = loaded.flatMap(({ triggers: all }) =>
          all.flatMap((each) => (each.type === 'sqs' ? [each.queue.name, each.queue.dlq.name] : [])),
        );
        expect(new Set(own).size).toBe(keys.length);
        expect(new Set(queues).size).toBe(4 * keys.length);
        const roles = loaded.map((each) => roleName(each, 'ap-southeast-2'));
        expect(new Set(roles).size).toBe(keys.length);
        expect([...own, ...roles].filter((each) => each.length > 64)).toEqual([]);
        expect(queues.filter((each) => each.length > 80)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('shortens only names that are too long', async () => {
    const namesOf = async (key: string) => {
      const yaml = `project: shop\nfunctions: { ${key}: { handler: app, trigger: { type: sqs } } }\n`;
      const [first] = (await load({ 'lambda.yaml': yaml })).functions;
      const [trigger] = first?.triggers ?? [];
      return [first?.lambda.name, trigger?.type === 'sqs' ? trigger.queue.dlq.name : undefined];
    };
    const [longest, tooLong] = ['x'.repeat(55), 'x'.repeat(56)];
    expect(await namesOf(longest)).toEqual([`shop-dev-${longest}`, `shop-dev-${longest}-dlq`]);
    expect(await namesOf(tooLong)).toEqual([
      expect.stringMatching(/^shop-dev-x{46}-[0-9a-f]{8}$/),
      `shop-dev-${tooLong}-dlq`,
    ]);
  });

  it('keeps the names of a function that was renamed', async () => {
    const yaml = shop.replace('  orders:\n', '  purchases:\n    was: orders\n');
    const { functions } = await load({ 'lambda.yaml': yaml });
    expect(functions[0]).toMatchObject({ function: 'purchases', was: 'orders', lambda: { name: 'shop-dev-orders' } });
  });

  it('is overridden function by function in the file of a stage', async () => {
    const stage = 'functions:\n  api:\n    memory: 2048\n    triggers: [{ type: url, auth_type: NONE }]\n';
    const { functions } = await load({ 'lambda.yaml': shop, 'lambda.dev.yaml': stage });
    expect(functions[1]).toMatchObject({ lambda: { memory: 2048 }, triggers: [{ authType: 'NONE' }] });
    expect(functions[0]?.triggers).toHaveLength(3);
  });

  it('is limited to one function on request', async () => {
    const { selected } = await load({ 'lambda.yaml': shop }, { function: 'api' });
    expect(selected.map((each) => each.function)).toEqual(['api']);
    await expect(load({ 'lambda.yaml': shop }, { function: 'order' })).rejects.toThrow(
      'the project has no function order; did you mean orders?',
    );
  });

  it('may have functions that nothing invokes, and one trigger without a list', async () => {
    const yaml = 'project: shop\nfunctions:\n  a: { handler: a }\n  b: { handler: b, trigger: { type: sqs } }\n';
    const { functions } = await load({ 'lambda.yaml': yaml });
    expect(functions.map(({ triggers }) => triggers.map(({ type }) => type))).toEqual([['none'], ['sqs']]);
  });
});

describe('a file for one function', () => {
  const single = 'image: { handler: app }\nlambda: { name: shop }\n';

  it('has the default names of version 1.0', async () => {
    const { functions, project } = await load({ 'lambda.yaml': `${single}trigger: { type: sqs }\n` });
    expect(project).toBe('shop');
    expect(functions).toMatchObject([
      { function: 'main', isNamed: false, role: { name: 'lambda-role' }, image: { repo: 'alr-lambda' } },
    ]);
    expect(functions[0]?.triggers).toMatchObject([{ name: 'sqs', qualifier: '', queue: { name: 'lambda-runtime' } }]);
  });

  it.each([
    ['q'.repeat(76), `${'q'.repeat(76)}-dlq`],
    ['q'.repeat(78), expect.stringMatching(/^q{67}-[0-9a-f]{8}-dlq$/)],
    [`${'q'.repeat(73)}.fifo`, expect.stringMatching(/^q{62}-[0-9a-f]{8}-dlq\.fifo$/)],
    [`arn:aws:sqs:eu-central-1:123456789012:${'q'.repeat(76)}`, `${'q'.repeat(76)}-dlq`],
  ])('shortens the name of a dead-letter queue that would be too long: that of %s', async (name, dlq) => {
    const { functions } = await load({
      'lambda.yaml': `${single}trigger: { type: sqs, queue: { name: "${name}", existing: true, batch_window: 0 } }\n`,
    });
    expect(functions[0]?.triggers).toMatchObject([{ queue: { dlq: { name: dlq } } }]);
  });

  it('may have several triggers', async () => {
    const triggers =
      'triggers:\n  - { type: url }\n  - { type: s3-direct, bucket: files, prefix: in/ }\n' +
      '  - { type: s3-sqs, bucket: files, prefix: out/ }\n';
    const { functions } = await load({ 'lambda.yaml': `${single}${triggers}` });
    expect(functions[0]?.triggers.map(({ name, qualifier }) => [name, qualifier])).toEqual([
      ['url', ''],
      ['s3-direct', 's3-direct'],
      ['s3-sqs', ''],
    ]);
  });
});

describe('a problem in a function is reported with its location and its path:', () => {
  const withOrders = (text: string) => `project: shop\nfunctions:\n  orders:\n    handler: app\n${text}`;

  it.each([
    [
      'an unknown key',
      '    timout: 3\n',
      '5:5 functions.orders.timout is not a configuration key; did you mean functions.orders.timeout?',
    ],
    [
      'a value out of range',
      '    memory: 64\n',
      '5:13 functions.orders.memory is "64": it must be a whole number from 128 to 10240 (MB)',
    ],
    [
      'an unknown key of a trigger',
      '    triggers:\n      - type: sqs\n        queue: { batchsize: 3 }\n',
      '7:18 functions.orders.triggers[0].queue.batchsize is not a configuration key; did you mean functions.orders.triggers[0].queue.batch_size?',
    ],
    [
      'an unknown type of a trigger',
      '    triggers:\n      - { type: sqss }\n',
      /^6:17 functions\.orders\.triggers\[0\]\.type is "sqss": it must be one of .*; did you mean sqs\?$/,
    ],
    [
      'a trigger without a type',
      '    triggers:\n      - { name: a }\n',
      /^6:9 functions\.orders\.triggers\[0\]\.type is missing/,
    ],
    [
      'settings that contradict each other',
      '    timeout: 100\n    triggers:\n      - { type: none }\n      - type: sqs\n        queue: { visibility_timeout: 30 }\n',
      /^9:38 functions\.orders\.triggers\[1\]\.queue\.visibility_timeout is 30 seconds: it must be at least six times functions\.orders\.timeout \(100\), 600/,
    ],
    [
      'the architecture',
      '    architecture: arm64\n',
      /^5:5 functions\.orders\.architecture belongs to the project, .*: set lambda\.architecture$/,
    ],
    [
      'the base image',
      '    base: alpine\n',
      /^5:5 functions\.orders\.base belongs to the project, .*: set image\.base$/,
    ],
    [
      'the snapshot',
      '    snapshot: everything\n',
      /^5:5 functions\.orders\.snapshot belongs to the project, .*: set image\.snapshot$/,
    ],
    ['the repository', '    repo: shop\n', /^5:5 functions\.orders\.repo belongs to the project, .*: set image\.repo$/],
    [
      'a section of the file',
      '    lambda: { timeout: 3 }\n',
      /^5:5 functions\.orders\.lambda is not needed: write the keys of lambda directly here/,
    ],
    [
      'two triggers with the same name',
      '    triggers:\n      - { type: sqs, name: in }\n      - { type: url, name: in }\n',
      /^7:28 functions\.orders\.triggers\[1\]\.name is "in", like that of the trigger at \S*lambda\.yaml:6:28: choose another name$/,
    ],
    [
      'two function URLs',
      '    triggers: [{ type: url }, { type: url }]\n',
      /^5:39 functions\.orders\.triggers\[1\]\.type: this function has the function URL already/,
    ],
    [
      'a stream that is read twice',
      '    triggers: [&stream { type: dynamodb, stream: { arn: "arn:aws:dynamodb:eu-west-1:123456789012:table/a/stream/1" } }, *stream]\n',
      /functions\.orders\.triggers\[1\]\.stream\.arn: this function has the stream arn:aws:dynamodb:\S+:table\/a\/stream\/1 already/,
    ],
    ['a function in a list', '  billing: [handler]\n', '5:3 functions.billing must be a map of keys, such as handler'],
    [
      'a reference to a missing variable',
      '    name: "${NOPE}"\n',
      /^5:11 \$\{NOPE\}: the environment variable NOPE is not set/,
    ],
    [
      'triggers that are no list',
      '    triggers: { type: sqs }\n',
      '5:5 functions.orders.triggers must be a list of triggers, each with a type',
    ],
    [
      'both forms of triggers',
      '    trigger: { type: sqs }\n    triggers: []\n',
      '5:5 there are both functions.orders.trigger and functions.orders.triggers: move the trigger into the list',
    ],
    ['a name with a space', '  "a b": { handler: app }\n', /^5:3 "a b" in functions must be the name of a function/],
  ] as const)('%s', async (_, text, expected) => {
    const [first] = await problemsOf(withOrders(text));
    expect(first).toMatch(typeof expected === 'string' ? exactly(expected) : expected);
  });

  it.each([
    [
      'a missing project',
      'functions:\n  a: { handler: a }\n',
      /project is missing: with functions, it is a part of all names/,
    ],
    ['a missing handler', 'project: shop\nfunctions:\n  a: { timeout: 3 }\n', '3:3 functions.a.handler is missing'],
    ['no functions', 'project: shop\nfunctions: {}\n', '2:1 functions must be a map of functions'],
    [
      'a handler of the project',
      'project: shop\nimage: { handler: app }\nfunctions:\n  a: { handler: a }\n',
      '2:19 image.handler belongs to a function: set functions.NAME.handler',
    ],
    [
      'a trigger of the project',
      'project: shop\ntrigger: { type: sqs }\nfunctions:\n  a: { handler: a }\n',
      '2:1 trigger belongs to a function: set functions.NAME.triggers',
    ],
    [
      'two functions with the same name in AWS',
      'project: shop\nfunctions:\n  a: { handler: a, name: x }\n  b: { handler: b, name: x }\n',
      /^4:26 functions\.b\.name: the function a has the name x already \(\S*:3:26\); choose another name/,
    ],
    [
      'two functions that read one queue',
      'project: shop\nfunctions:\n  a: { handler: a, trigger: { type: sqs, queue: { name: q } } }\n  b: { handler: b, trigger: { type: sqs, queue: { name: q } } }\n',
      /^4:57 functions\.b\.trigger\.queue\.name: the function a has the queue q already/,
    ],
    [
      'two triggers for the same objects of a bucket',
      'project: shop\nfunctions:\n  a: { handler: a, triggers: [{ type: s3-direct, bucket: files, prefix: in/ }, { type: s3-sqs, bucket: files, suffix: .jpg }] }\n',
      /^3:104 functions\.a\.triggers\[1\]\.bucket: the trigger at \S*:3:58 is for some of the same events of the bucket files/,
    ],
    [
      'two functions for the same objects of a bucket',
      'project: shop\nfunctions:\n  a: { handler: a, trigger: { type: s3-direct, bucket: files } }\n  b: { handler: b, trigger: { type: s3-direct, bucket: files, event: "s3:ObjectCreated:Put" } }\n',
      /^4:56 functions\.b\.trigger\.bucket: the trigger at \S*:3:56 is for some of the same events of the bucket files/,
    ],
    [
      'a former name that is a function',
      'project: shop\nfunctions:\n  a: { handler: a }\n  b: { handler: b, was: a }\n',
      '4:25 functions.b.was is "a", but there is a function a: remove one of them',
    ],
    [
      'a value that two functions share, once',
      'project: shop\nlambda: { memory: 1 }\nfunctions:\n  a: { handler: a }\n  b: { handler: b }\n',
      '2:19 lambda.memory is "1": it must be',
    ],
  ] as const)('%s', async (_, yaml, expected) => {
    const problems = await problemsOf(yaml);
    expect(problems[0]).toMatch(expected);
    expect(problems.filter((problem) => problem === problems[0])).toHaveLength(1);
  });
});

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`);
}
