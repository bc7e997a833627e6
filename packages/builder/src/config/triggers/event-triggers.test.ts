import { describe, expect, it } from 'vitest';
import { configurationOf, problemsOf } from '../../../test/configuration.ts';
import { createTestProject } from '../../../test/test-project.ts';
import { loadConfiguration } from '../load-configuration.ts';

const file = (trigger: string) => `image: { handler: src/app.MyLambda }\ntrigger:\n${trigger.replace(/^/gm, '  ')}\n`;

describe('a rule of EventBridge', () => {
  it('has a pattern with the numbers and texts that the file means', () => {
    const { triggers } = configurationOf(
      file(`type: eventbridge
pattern:
  source: [my.shop]
  account: ["111122223333"]
  detail:
    amount: [300, 3e2, { numeric: [">", 10] }]
    gift: [true, null, ""]`),
    );
    expect(triggers[0]).toMatchObject({
      schedule: undefined,
      pattern:
        '{"source":["my.shop"],"account":["111122223333"],"detail":{"amount":[300,300,{"numeric":[">",10]}],"gift":[true,null,""]}}',
    });
  });

  it('can have its pattern and its input as JSON, also in lambda.env', async () => {
    const { triggers } = configurationOf(
      file(`type: eventbridge\npattern: '{ "source": ["my.shop"] }'\ninput: '{"a": 1}'`),
    );
    expect(triggers[0]).toMatchObject({ pattern: '{"source":["my.shop"]}', input: '{"a":1}' });
    const env = 'HANDLER_CLASS=app.MyLambda\nTRIGGER_TYPE=eventbridge\nEVENT_PATTERN={"source":"my.shop"}\n';
    expect(await problemsOf(env, 'lambda.env')).toEqual([
      '3:15 trigger.pattern.source is "my.shop": a field needs a list of values, ["my.shop"]',
    ]);
  });

  it('expands references to environment variables in the texts of its pattern', async () => {
    const yaml = file('type: eventbridge\npattern: { source: ["my.${SHOP:-shop}", "$${x}", "${UNSET}"] }');
    expect(await problemsOf(yaml)).toEqual([
      '4:52 ${UNSET}: the environment variable UNSET is not set; set it, or add a default: ${UNSET:-default}',
    ]);
  });

  it.each([
    ['hello', '"hello"'],
    ['[1, two]', '[1,"two"]'],
    ['{ kind: nightly }', '{"kind":"nightly"}'],
    ['5', '5'],
  ])('can have the input %s', (input, json) => {
    const { triggers } = configurationOf(file(`type: eventbridge\ninput: ${input}`));
    expect(triggers[0]).toMatchObject({ input: json });
  });

  it.each([
    [
      'pattern:\n  detail:\n    state: [{ prefx: run }]',
      '6:24 trigger.pattern.detail.state[0].prefx is not an operator of event patterns; did you mean prefix?',
    ],
    [
      'pattern:\n  detail:\n    state: [a, { prefx: run }]',
      '6:27 trigger.pattern.detail.state[1].prefx is not an operator of event patterns; did you mean prefix?',
    ],
    [
      'pattern: { source: my.shop }',
      '4:22 trigger.pattern.source is "my.shop": a field needs a list of values, ["my.shop"]',
    ],
    ['pattern: [a]', '4:12 trigger.pattern must be an event pattern: a map of fields, each with a list of values'],
    ["pattern: '{'", '4:12 trigger.pattern is not valid JSON from line 1, column 2 on'],
    ["input: '{'", '4:10 trigger.input is not valid JSON from line 1, column 2 on'],
    ['pattern: &p { a: *p }', 'contains itself'],
    ['pattern: { a: [1], a: [2] }', '4:22 trigger.pattern.a is already set at '],
    ['bus: shop', '4:8 trigger.bus is "shop", but only the default event bus has schedules: set trigger.pattern'],
    ['bus: a b', '4:8 trigger.bus is "a b": it must be the name of an event bus'],
    [
      'pattern: { a: [1] }\nschedule: rate(1 hour)',
      '4:12 there are both trigger.schedule and trigger.pattern: write a trigger for each of them',
    ],
    ['schedule: cron(0 25 * * ? *)', '4:13 trigger.schedule is "cron(0 25 * * ? *)": its hours, "25", must be'],
    ['dlq: failed.fifo', '4:8 trigger.dlq is "failed.fifo": EventBridge does not send to FIFO queues'],
    ['retries: 186', '4:12 trigger.retries is 186: EventBridge allows at most 185'],
    [
      `pattern: { a: [${'x'.repeat(2100)}] }`,
      '4:12 trigger.pattern has 2110 characters as JSON: EventBridge allows 2048',
    ],
  ])('with %s is rejected', async (settings, message) => {
    expect(await problemsOf(file(`type: eventbridge\n${settings}`))).toEqual([expect.stringContaining(message)]);
  });
});

describe('a schedule of EventBridge Scheduler', () => {
  it('has the time zone UTC and no window by default', () => {
    const { triggers } = configurationOf(file('type: scheduler\nat: 2030-01-31T08:00:00'));
    expect(triggers[0]).toMatchObject({ at: '2030-01-31T08:00:00', timezone: 'UTC', window: 0, schedule: undefined });
  });

  it.each([
    [
      'timezone: Europe/Berln',
      '4:13 trigger.timezone is "Europe/Berln", which is not a time zone; did you mean Europe/Berlin?',
    ],
    ['timezone: "+02:00"', '4:13 trigger.timezone is "+02:00": it must be a time zone, such as Europe/Berlin or UTC'],
    ['at: 2030-02-30T08:00:00', '4:7 trigger.at is "2030-02-30T08:00:00": there is no such date or time'],
    ['at: tomorrow', '4:7 trigger.at is "tomorrow": it must be a date and time without a time zone'],
    [
      'at: 2030-01-31T08:00:00\nschedule: rate(1 day)',
      '4:7 there are both trigger.schedule and trigger.at: write a trigger for each of them',
    ],
    ['window: 1441', '4:11 trigger.window is "1441": it must be a whole number from 0 to 1440 (minutes)'],
  ])('with %s is rejected', async (settings, message) => {
    expect(await problemsOf(file(`type: scheduler\n${settings}`))).toEqual([expect.stringContaining(message)]);
  });
});

async function warningsOf(trigger: string): Promise<string[]> {
  await using project = await createTestProject({ 'lambda.yaml': file(trigger) });
  const { warnings } = await loadConfiguration({ directory: project.directory, env: {} });
  return warnings.map(({ location, message }) => `${location.line}:${location.column} ${message}`);
}

it.each([
  [
    '{ detailtype: [order] }',
    '4:26 trigger.pattern.detailtype is not a field of an event of EventBridge; did you mean detail-type?',
  ],
  [
    '{ source: [my.shop], orderId: [{ exists: true }] }',
    '4:42 trigger.pattern.orderId is not a field of an event of EventBridge; write { detail: { orderId: … } } for a field of its content',
  ],
  [
    '{ $or: [{ source: [a] }, { Source: [b] }] }',
    '4:12 trigger.pattern.Source is not a field of an event of EventBridge; did you mean source?',
  ],
])('the pattern %s, which no event matches, is a warning', async (pattern, message) => {
  expect(await warningsOf(`type: eventbridge\npattern: ${pattern}`)).toEqual([message]);
});

it.each(['eventbridge', 'scheduler'])('a schedule of the type %s that no date matches is a warning', async (type) => {
  const warningsFor = (schedule: string) => warningsOf(`type: ${type}\nschedule: ${schedule}`);
  expect(await warningsFor('cron(0 0 31 2 ? *)')).toEqual([
    '4:13 trigger.schedule is "cron(0 0 31 2 ? *)": no date matches it, so it never invokes the function',
  ]);
  expect(await warningsFor('cron(0 0 29 2 ? *)')).toEqual([]);
});

describe('the filter of a queue or a stream', () => {
  it.each([
    ['{ body: { kind: [order] } }', ['{"body":{"kind":["order"]}}']],
    ['[{ body: { a: [1] } }, { body: { b: [2] } }]', ['{"body":{"a":[1]}}', '{"body":{"b":[2]}}']],
    [`'{"body":{"a":[1]}}'`, ['{"body":{"a":[1]}}']],
    [`['{"body":{"a":[1]}}']`, ['{"body":{"a":[1]}}']],
    ['~', []],
  ])('can be %s', (filter, patterns) => {
    expect(configurationOf(file(`type: sqs\nfilter: ${filter}`)).triggers[0]).toMatchObject({ filter: patterns });
  });

  const stream = (type: string, arn: string) => `type: ${type}\nstream: { arn: "arn:aws:${arn}" }`;
  const kinesis = stream('kinesis', 'kinesis:eu-west-1:123456789012:stream/clicks');
  const dynamodb = stream('dynamodb', 'dynamodb:eu-west-1:123456789012:table/t/stream/1');

  it.each([
    [
      'type: sqs',
      '{ bdy: { a: [1] } }',
      '4:18 trigger.filter.bdy is not a field of a record of sqs; did you mean body?',
    ],
    [
      'type: sqs',
      '{ kind: [order] }',
      'trigger.filter.kind is not a field of a record of sqs; write { body: { kind: … } }',
    ],
    [
      'type: sqs',
      '[{ body: [{ wildcard: "*" }] }]',
      "trigger.filter.body[0].wildcard is not an operator of Lambda's filters",
    ],
    ['type: sqs', '[{ body: [a] }, [b]]', '4:11 trigger.filter must be an event pattern, such as'],
    ['type: sqs', `[${'{ body: [a] }, '.repeat(11)}]`, '4:11 trigger.filter has 11 patterns: Lambda allows 10'],
    [
      kinesis,
      '{ $or: [{ data: { a: [1] } }, { dta: [1] }] }',
      'trigger.filter.dta is not a field of a record of kinesis',
    ],
    [
      dynamodb,
      '{ dynamodb: { NewImage: { age: { N: [{ numeric: [">", 5] }] } } } }',
      'trigger.filter.dynamodb.NewImage.age.N compares numbers, but DynamoDB writes them as texts: ["5"] instead of [5]',
    ],
  ])('of %s cannot be %s', async (trigger, filter, message) => {
    expect(await problemsOf(file(`${trigger}\nfilter: ${filter}`))).toEqual([expect.stringContaining(message)]);
  });
});

describe('the filter policy of a subscription', () => {
  it.each([
    [
      'filter: { order: { kind: [a] } }',
      '5:20 trigger.filter.order is a map, but attributes of messages have no parts: set trigger.filter_scope to body',
    ],
    [
      'filter: [{ a: [1] }, { b: [1] }]',
      'has 2 patterns, but a subscription has one filter policy: combine them with $or',
    ],
    ['filter: { a: [1], b: [1], c: [1], d: [1], e: [1], f: [1] }', 'trigger.filter names 6 fields: SNS allows 5'],
    [`filter: { a: [${'x, '.repeat(151)}] }`, 'trigger.filter has 151 combinations of values: SNS allows 150'],
    ['filter: { a: [{ wildcard: "*" }] }', "trigger.filter.a[0].wildcard is not an operator of SNS's filter policies"],
    ['filter_scope: header', 'trigger.filter_scope is "header": it must be one of attributes, body'],
  ])('cannot be %s', async (settings, message) => {
    const problems = await problemsOf(file(`type: sns\ntopic_name: news\n${settings}`));
    expect(problems).toEqual([expect.stringContaining(message)]);
  });

  it('can be about parts of the body', () => {
    const { triggers } = configurationOf(
      file('type: sns\ntopic_name: news\nfilter_scope: body\nfilter: { order: { kind: [a] } }'),
    );
    expect(triggers[0]).toMatchObject({ filter: ['{"order":{"kind":["a"]}}'], filterScope: 'body' });
  });
});
