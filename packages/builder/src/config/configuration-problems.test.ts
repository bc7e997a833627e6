import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../test/configuration.ts';

describe('a problem in lambda.yaml is reported with its location:', () => {
  const under = (text: string) => `image: { handler: app }\ntrigger: { type: none }\n${text}\n`;

  it.each([
    [
      'a misspelled key',
      'lambda:\n  timout: 3',
      '4:3 lambda.timout is not a configuration key; did you mean lambda.timeout?',
    ],
    [
      'a key in the wrong section',
      'timeout: 3',
      '3:1 timeout is not a configuration key; did you mean lambda.timeout?',
    ],
    [
      'a number out of range',
      'lambda:\n  memory: 64',
      '4:11 lambda.memory is "64": it must be a whole number from 128 to 10240 (MB)',
    ],
    [
      'a word instead of a number',
      'lambda: { timeout: long }',
      '3:20 lambda.timeout is "long": it must be a whole number from 1 to 900 (seconds)',
    ],
    [
      'a retention that CloudWatch does not offer',
      'log_retention: 15',
      '3:16 log_retention is "15": it must be one of 1, 3, 5',
    ],
    [
      'a misspelled choice',
      'lambda: { architecture: arm46 }',
      '3:25 lambda.architecture is "arm46": it must be one of x86_64, arm64; did you mean arm64?',
    ],
    [
      'an invalid boolean',
      'lambda: { alias: live, snap_start: yes }',
      '3:36 lambda.snap_start is "yes": it must be true or false',
    ],
    [
      'a function name over 64 characters',
      `lambda: { name: ${'x'.repeat(65)} }`,
      /^3:17 lambda\.name is .*1 to 64 letters/,
    ],
    ['a list instead of a value', 'lambda: { name: [a] }', '3:17 lambda.name must be a single value, not a list'],
    ['a value instead of a section', 'lambda: yes', '3:1 lambda must be a map of keys: name, timeout'],
    [
      'a key that is set twice',
      'lambda: { name: a, name: b }',
      /^3:20 lambda\.name is already set at \S*lambda\.yaml:3:11$/,
    ],
    [
      'a section that occurs twice',
      'lambda: { name: a }\nlambda: { timeout: 3 }',
      /^4:1 lambda is already set at \S*lambda\.yaml:3:1$/,
    ],
    ['an entry that is set twice', 'lambda: { tags: { a: x, a: y } }', /^3:25 lambda\.tags\.a is already set at/],
    [
      'an alias without an anchor',
      'lambda: { name: *shop }',
      '3:17 there is no anchor for this alias before it: text that starts with * must be in quotes',
    ],
    ['a merge key', 'lambda: { <<: { timeout: 3 } }', '3:11 lambda.<<: merge keys are not part of YAML 1.2'],
    [
      'a path instead of nested keys',
      'lambda.vpc.subnets: subnet-12345678',
      '3:1 lambda.vpc.subnets must be nested: lambda: { vpc: { subnets: ... } }',
    ],
    ['a capitalized key', 'Lambda: { name: a }', '3:1 Lambda is not a configuration key; did you mean lambda?'],
    [
      'a variable of lambda.env instead of a key',
      'TIMEOUT: 3',
      '3:1 TIMEOUT is not a configuration key; that is its name in lambda.env, in lambda.yaml it is lambda.timeout',
    ],
    ['a second document', '---\nlambda: { timeout: 3 }', '3:1 a second YAML document starts here'],
    [
      'a value of several lines',
      'lambda:\n  name: |\n    a\n    b',
      '4:9 lambda.name is "a\\nb\\n": it must be a function name',
    ],
    [
      'a reference without quotes',
      `lambda: { timeout: \${T:-5}, name: a }`,
      `3:21 not valid YAML: a value that starts with \${ must be in quotes here`,
    ],
    ['invalid YAML', 'lambda: { name: a', /^\d+:\d+ not valid YAML/],
    [
      'an invalid entry of a list',
      'lambda:\n  vpc:\n    subnets: [subnet-12345678, net-1]\n    security_groups: [sg-12345678]',
      '5:32 lambda.vpc.subnets is "net-1": it must be a subnet id',
    ],
    [
      'an incomplete VPC',
      'lambda: { vpc: { subnets: subnet-12345678 } }',
      '3:27 a VPC needs both lambda.vpc.subnets and lambda.vpc.security_groups',
    ],
    [
      'SnapStart without an alias',
      'lambda: { snap_start: true }',
      '3:23 lambda.snap_start works only with published versions: set lambda.alias',
    ],
    [
      'a variable that is reserved by Lambda',
      'lambda: { environment: { AWS_REGION: x } }',
      '3:24 lambda.environment sets AWS_REGION, which is reserved by Lambda',
    ],
    [
      'a file that does not exist',
      'lambda: { environment_file: other.env }\nrole: { policies_file: mine }',
      [
        '3:29 lambda.environment_file is "other.env": the file does not exist',
        '4:24 role.policies_file is "mine": the file does not exist',
      ],
    ],
    [
      'a tag that is reserved by AWS',
      'lambda: { tags: { "aws:x": y } }',
      /^3:\d+ a name in lambda\.tags is "aws:x": it must be/,
    ],
  ])('%s', async (_, text, expected) => {
    const problems = await problemsOf(under(text));
    expect(problems).toEqual(
      [expected]
        .flat()
        .map((message) =>
          typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
        ),
    );
  });

  it.each([
    [
      'a visibility timeout that is less than six times the timeout',
      'lambda: { timeout: 61 }\ntrigger: { type: sqs }',
      /^2:20 .*visibility_timeout is 360 seconds: it must be at least six times lambda\.timeout \(61\), 366/,
    ],
    [
      "an ARN that is not a load balancer's listener",
      'trigger: { type: alb, listener_arn: arn:aws:s3:::x }',
      /^2:37 trigger\.listener_arn .* must be the ARN of an Application Load Balancer's listener/,
    ],
    [
      'a large batch without a window',
      'trigger: { type: sqs, queue: { batch_size: 50 } }',
      /^2:44 .*more than 10 require a trigger\.queue\.batch_window/,
    ],
    [
      'a FIFO queue for S3',
      'trigger: { type: s3-sqs, bucket: abc, queue: { name: q.fifo } }',
      /^2:54 trigger\.queue\.name is "q\.fifo": S3 does not notify FIFO queues/,
    ],
    [
      'a standard dead-letter queue for a FIFO queue',
      'trigger: { type: sqs, queue: { name: q.fifo, dlq: { name: d } } }',
      /^2:59 trigger\.queue\.dlq\.name is "d": the dead-letter queue of a FIFO queue must be a FIFO queue too/,
    ],
    [
      'a stream of another service',
      'trigger: { type: kinesis, stream: { arn: arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/1 } }',
      /^2:42 .* with trigger\.type kinesis, it must be the ARN of a kinesis stream/,
    ],
    [
      'a schedule that EventBridge rejects',
      'trigger: { type: eventbridge, schedule: rate(1 days) }',
      /^2:41 trigger\.schedule is "rate\(1 days\)"/,
    ],
    [
      'a cron expression with a value out of range',
      'trigger: { type: eventbridge, schedule: cron(60 12 * * ? *) }',
      /^2:41 trigger\.schedule is "cron\(60 .*": its minutes, "60", must be \*, or a value, .* of 0 to 59/,
    ],
    [
      'a cron expression without a question mark',
      'trigger: { type: eventbridge, schedule: cron(0 12 * * * *) }',
      /^2:41 .*either the day of the month or the day of the week \(its third or fifth field\) must be \?/,
    ],
    [
      'CORS without an origin',
      'trigger: { type: url, cors: { allow_methods: GET } }',
      /^2:46 trigger\.cors has no effect without trigger\.cors\.allow_origins/,
    ],
    [
      'a listener in another region',
      'trigger: { type: alb, listener_arn: arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/a/b/c }\naws: { region: eu-central-1 }',
      /^2:37 trigger\.listener_arn is in eu-west-1, but aws\.region is eu-central-1: they must be the same/,
    ],
    [
      'a stream of another account',
      'trigger: { type: kinesis, stream: { arn: arn:aws:kinesis:eu-west-1:123456789012:stream/s } }\naws: { account: 210987654321 }',
      /^2:42 trigger\.stream\.arn is in 123456789012, but aws\.account is 210987654321/,
    ],
    [
      'an event that S3 does not have',
      'trigger: { type: s3-direct, bucket: photos, event: s3:ObjectCreated:Putt }',
      /^2:52 trigger\.event is "s3:ObjectCreated:Putt": it must be an S3 event type/,
    ],
    [
      'a bucket name that looks like an IP address',
      'trigger: { type: s3-direct, bucket: 10.0.0.1 }',
      /^2:37 trigger\.bucket is "10\.0\.0\.1": it must be a bucket name/,
    ],
  ])('%s', async (_, text, expected) => {
    const problems = await problemsOf(`image: { handler: app }\n${text}\n`);
    expect(problems).toEqual([expect.stringMatching(expected)]);
  });

  it('an unknown trigger type, but not its keys', async () => {
    expect(await problemsOf('image: { handler: app }\ntrigger: { type: s3sqs, bucket: b-1 }\n')).toEqual([
      expect.stringMatching(/^2:18 trigger\.type is "s3sqs": it must be one of s3-sqs, .*; did you mean s3-sqs\?/),
    ]);
  });

  it('all problems at once, in the order of the file', async () => {
    const problems = await problemsOf('lambda: { memory: 1 }\nimage: {}\ntrigger:\n  type: sns\n');
    expect(problems).toEqual([
      expect.stringMatching(/^1:19 lambda\.memory/),
      expect.stringMatching(/^2:1 image\.handler is missing/),
      expect.stringMatching(/^3:1 trigger\.topic_name is missing, but trigger\.type sns requires it/),
    ]);
  });

  it('a file that is not valid YAML, but not its content', async () => {
    expect(await problemsOf('image:\n\thandler: app\ntrigger:\n\ttype: none\n')).toEqual([
      '2:1 not valid YAML: Tabs are not allowed as indentation',
      '4:1 not valid YAML: Tabs are not allowed as indentation',
    ]);
    expect(await problemsOf('- image\n')).toEqual(['1:1 the file must be a map of keys, such as "lambda:"']);
  });
});

describe('a problem in lambda.env is reported with its location:', () => {
  it.each([
    ['a variable that is set twice', 'TIMEOUT=3\nTIMEOUT=4', /^4:9 TIMEOUT is already set at \S+:3:9$/],
    ['a misspelled variable', 'TIMOUT=3', /^3:8 TIMOUT is not a configuration variable; did you mean TIMEOUT\?$/],
    ['a variable in lower case', 'timeout=3', /^3:9 timeout is not a configuration variable; did you mean TIMEOUT\?$/],
    ['a quote that is not closed', 'FUNCTION_NAME="shop', /^3:15 the value of FUNCTION_NAME has no closing quote/],
    [
      'text after a closing quote',
      'FUNCTION_NAME="shop"s',
      /^3:15 the value of FUNCTION_NAME continues after its closing quote/,
    ],
    ['invalid JSON', 'TAGS={"a":', /^3:6 lambda\.tags is not valid JSON from line 1, column 6 on$/],
    ['nested JSON', 'TAGS={"a":{"b":1}}', /^3:6 lambda\.tags\.a must be a single value, not an object$/],
    ['a list in JSON', 'TAGS={"a":[1]}', /^3:6 lambda\.tags\.a must be a single value, not a list$/],
    ['null in JSON', 'TAGS={"a":null}', /^3:6 lambda\.tags\.a must be a single value, not null$/],
    ['a name that JSON sets twice', 'TAGS={"a":1,"a":2}', /^3:6 lambda\.tags sets a name twice$/],
    ['a pair that is set twice', 'TAGS=a=1,a=2', /^3:6 lambda\.tags\.a is set twice$/],
    ['a pair without a value', 'TAGS=team', /^3:6 entry 1 of lambda\.tags must be NAME=value/],
    ['a line of a Makefile', 'include x.mk', /^3:1 this line is not an assignment: it must be NAME=value/],
  ])('%s', async (_, line, expected) => {
    const text = `HANDLER_CLASS=app\nTRIGGER_TYPE=none\n${line}\n`;
    expect(await problemsOf(text, 'lambda.env')).toEqual([expect.stringMatching(expected)]);
  });
});

describe('names that every object has', () => {
  it.each(['__proto__', 'constructor', 'toString'])('are not keys: %s', async (name) => {
    const yaml = `image: { handler: app }\ntrigger: { type: none }\n${name}: { a: b }\nlambda: { ${name}: 1 }\n`;
    expect(await problemsOf(yaml)).toEqual([
      expect.stringMatching(`^3:1 ${name} is not a configuration key`),
      expect.stringMatching(`^4:11 lambda\\.${name} is not a configuration key`),
    ]);
  });
});
