import { describe, expect, it } from 'vitest';
import { createTestProject } from '../../test/test-project.ts';
import { loadConfiguration } from './load-configuration.ts';
import type { ConfigurationError } from './read/problem.ts';

const MINIMAL = 'image: { handler: app.MyLambda }\ntrigger: { type: none }\n';

async function load(
  files: Record<string, string>,
  options: { stage?: string; file?: string; env?: Record<string, string> } = {},
) {
  await using here = await createTestProject(files);
  return await loadConfiguration({ directory: here.directory, env: {}, ...options });
}

/** The problems as `LINE:COLUMN message`. */
async function problemsOf(yaml: string, env: Record<string, string> = {}) {
  const error = await load({ 'lambda.yaml': yaml }, { env }).then(
    () => undefined,
    (thrown: ConfigurationError) => thrown,
  );
  return error?.problems.map(({ location, message }) => `${location.line}:${location.column} ${message}`) ?? [];
}

describe('the configuration', () => {
  it('has every default if only the required keys are set', async () => {
    const { image, lambda, role, trigger, logRetention, project } = await load({ 'lambda.yaml': MINIMAL });
    expect(image).toMatchObject({ repo: 'alr-lambda', handler: 'app.MyLambda', base: 'debian:trixie-slim' });
    expect(lambda).toMatchObject({
      name: 'lambda-handler',
      timeout: 30,
      memory: 128,
      concurrency: undefined,
      architecture: 'x86_64',
    });
    expect(role).toMatchObject({ name: 'lambda-role', profile: undefined });
    expect(trigger).toEqual({ type: 'none' });
    expect(logRetention).toBe(14);
    expect(project).toBe('lambda-handler');
  });

  it('has the defaults of its trigger', async () => {
    const { trigger } = await load({
      'lambda.yaml': 'image: { handler: app }\ntrigger: { type: s3-sqs, bucket: photos }\n',
    });
    expect(trigger).toMatchObject({
      bucket: 'photos',
      createBucket: false,
      event: ['s3:ObjectCreated:*'],
      queue: {
        name: 'lambda-runtime',
        batchSize: 1,
        visibilityTimeout: 360,
        retention: 86_400,
        receiveCount: 3,
        dlq: { name: 'lambda-runtime-dlq', retention: 1_209_600 },
        partialBatchResponse: false,
      },
    });
  });

  it.each([
    ['orders', 'orders-dlq'],
    ['orders.fifo', 'orders-dlq.fifo'],
  ])('names the dead-letter queue of %s %s', async (name, dlq) => {
    const { trigger } = await load({
      'lambda.yaml': `image: { handler: app }\ntrigger: { type: sqs, queue: { name: ${name} } }\n`,
    });
    expect(trigger).toMatchObject({ queue: { dlq: { name: dlq } } });
  });

  it('comes from lambda.yaml even if there is a lambda.env', async () => {
    const { lambda } = await load({
      'lambda.yaml': `${MINIMAL}lambda: { name: from-yaml }\n`,
      'lambda.env': 'FUNCTION_NAME=from-env\n',
    });
    expect(lambda.name).toBe('from-yaml');
  });

  it('comes from lambda.env if there is no lambda.yaml', async () => {
    const { lambda, trigger } = await load({
      'lambda.env': [
        'HANDLER_CLASS=app.MyLambda  # the class',
        'export TRIGGER_TYPE=sqs',
        'TIMEOUT ?= 20',
        'PARTIAL_BATCH_RESPONSE="true"',
        'TAGS=team=blue,stage=test',
        'ROLE_PROFILE=',
      ].join('\n'),
    });
    expect(lambda).toMatchObject({ timeout: 20, tags: { team: 'blue', stage: 'test' } });
    expect(trigger).toMatchObject({ type: 'sqs', queue: { partialBatchResponse: true } });
  });

  it.each(['LAMBDA_YAML', 'LAMBDA_ENV'])('comes from the file that %s names', async (variable) => {
    const name = variable === 'LAMBDA_YAML' ? 'other.yaml' : 'other.env';
    const text = variable === 'LAMBDA_YAML' ? MINIMAL : 'HANDLER_CLASS=app.MyLambda\nTRIGGER_TYPE=none\n';
    const { image } = await load({ [name]: text }, { env: { [variable]: name } });
    expect(image.handler).toBe('app.MyLambda');
  });

  it('has the environment of lambda-handler.env, overridden by lambda.environment', async () => {
    const { lambda } = await load({
      'lambda.yaml': `${MINIMAL}lambda: { environment: { TABLE: orders, DEBUG: true, ZIP: 01234 } }\n`,
      'lambda-handler.env': 'TABLE=old\nQUEUE="a b"\n',
    });
    expect(lambda.environment).toEqual({ TABLE: 'orders', DEBUG: 'true', ZIP: '01234', QUEUE: 'a b' });
  });

  it('keeps texts as written, even if YAML reads them as numbers', async () => {
    const { aws, lambda } = await load({
      'lambda.yaml': `${MINIMAL}aws: { account: 012345678901 }\nlambda: { tags: { version: 1.10 } }\n`,
    });
    expect(aws.account).toBe('012345678901');
    expect(lambda.tags).toEqual({ version: '1.10' });
  });

  it('is required to have a file', async () => {
    await expect(load({})).rejects.toThrow(/no configuration: .* has no lambda\.yaml .*alr-builder install/);
  });

  it('is required to have the file that the user named', async () => {
    await expect(load({}, { file: 'nowhere.yaml' })).rejects.toThrow(/nowhere\.yaml: does not exist/);
  });
});

describe('a stage', () => {
  const files = {
    'lambda.yaml': `${MINIMAL}lambda: { name: shop, memory: 256, concurrency: 5, environment: { TABLE: t, DEBUG: '1' } }\n`,
    'lambda.prod.yaml': 'lambda: { name: shop-prod, concurrency: ~, environment: { TABLE: prod, DEBUG: ~ } }\n',
  };

  it('overrides the configuration key by key, and maps entry by entry', async () => {
    const { lambda, stage } = await load(files, { stage: 'prod' });
    expect(lambda).toMatchObject({ name: 'shop-prod', memory: 256, environment: { TABLE: 'prod' } });
    expect(stage).toBe('prod');
  });

  it('removes a key with a null', async () => {
    const { lambda } = await load(files, { stage: 'prod' });
    expect(lambda.concurrency).toBeUndefined();
    expect(lambda.environment).not.toHaveProperty('DEBUG');
  });

  it('removes a section with an explicit null, but not with an empty section', async () => {
    const { lambda } = await load({ ...files, 'lambda.prod.yaml': 'lambda: ~\n' }, { stage: 'prod' });
    expect(lambda).toMatchObject({ name: 'lambda-handler', memory: 128, environment: {} });
    const { lambda: untouched } = await load({ ...files, 'lambda.prod.yaml': 'lambda:\n' }, { stage: 'prod' });
    expect(untouched).toMatchObject({ name: 'shop', memory: 256 });
  });

  it('is required to have a file', async () => {
    await expect(load(files, { stage: 'test' })).rejects.toThrow(/lambda\.test\.yaml: does not exist: .* stage "test"/);
  });
});

describe('references to environment variables', () => {
  const withName = (name: string) => `${MINIMAL}lambda: { name: "${name}", timeout: "\${SECONDS:-45}" }\n`;

  it('are expanded, also in numbers', async () => {
    const { lambda } = await load({ 'lambda.yaml': withName(`shop-\${STAGE}`) }, { env: { STAGE: 'a', SECONDS: '7' } });
    expect(lambda).toMatchObject({ name: 'shop-a', timeout: 7 });
  });

  it('can have a default', async () => {
    const { lambda } = await load({ 'lambda.yaml': withName('x') });
    expect(lambda.timeout).toBe(45);
  });

  it.each([
    [{ A: 'a', B: 'b' }, 'a'],
    [{ B: 'b' }, 'b'],
    [{}, 'c'],
  ])('can be nested in a default: with %o', async (env, name) => {
    const yaml = withName(`\${A:-\${B:-c}}`);
    expect((await load({ 'lambda.yaml': yaml }, { env: env as Record<string, string> })).lambda.name).toBe(name);
  });

  it('are literal after a double dollar sign', async () => {
    const { lambda } = await load({ 'lambda.yaml': `${MINIMAL}lambda: { environment: { TEMPLATE: "$\${X}" } }\n` });
    expect(lambda.environment).toEqual({ TEMPLATE: `\${X}` });
  });

  it.each([
    [`\${X`, `3:17 \${X is not closed`],
    [`\${}`, `3:17 \${} is not a reference`],
    [`\${A-b}`, `3:17 \${A-b} is not a reference`],
    [`\${A:-\${B}}`, `3:17 \${B}: the environment variable B is not set`],
  ])('are rejected if they are malformed: %s', async (name, problem) => {
    expect(await problemsOf(withName(name))).toEqual([expect.stringContaining(problem)]);
  });

  it('do not expand to properties that every object has', async () => {
    expect(await problemsOf(withName(`\${constructor}`))).toEqual([
      expect.stringContaining('the environment variable constructor is not set'),
    ]);
  });

  it('are rejected if the variable is not set', async () => {
    expect(await problemsOf(withName(`shop-\${STAGE}`))).toEqual([
      expect.stringContaining(`3:17 \${STAGE}: the environment variable STAGE is not set`),
    ]);
  });
});

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
    ['an alias without an anchor', 'lambda: { name: *shop }', '3:17 *shop: there is no anchor &shop before it'],
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
      'a queue name that makes the name of the dead-letter queue too long',
      `trigger: { type: sqs, queue: { name: ${'q'.repeat(78)} } }`,
      /^2:38 the default name of the dead-letter queue, q+-dlq, is longer than 80 characters: set trigger\.queue\.dlq\.name/,
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

  it('a misspelled variable in lambda.env', async () => {
    await expect(load({ 'lambda.env': 'HANDLER_CLASS=app\nTRIGGER_TYPE=none\nTIMOUT=3\n' })).rejects.toThrow(
      /lambda\.env:3:8: TIMOUT is not a configuration variable; did you mean TIMEOUT\?/,
    );
  });
});

describe('a problem in lambda.env is reported with its location:', () => {
  it.each([
    ['a variable that is set twice', 'TIMEOUT=3\nTIMEOUT=4', /^4:9 TIMEOUT is already set at \S+:3:9$/],
    ['a variable in lower case', 'timeout=3', /^3:9 timeout is not a configuration variable; did you mean TIMEOUT\?$/],
    ['a quote that is not closed', 'FUNCTION_NAME="shop', /^3:15 the value has no closing "$/],
    ['text after a closing quote', 'FUNCTION_NAME="shop"s', /^3:15 the value continues after its closing "/],
    ['invalid JSON', 'TAGS={"a":', /^3:6 not valid JSON: /],
    ['nested JSON', 'TAGS={"a":{"b":1}}', /^3:6 a must be a single value, not \{"b":1\}$/],
    ['a pair without a value', 'TAGS=team', /^3:6 "team" must be NAME=value/],
    ['a line of a Makefile', 'include x.mk', /^3:1 "include x\.mk" is not an assignment: it must be NAME=value$/],
  ])('%s', async (_, line, expected) => {
    const text = `HANDLER_CLASS=app\nTRIGGER_TYPE=none\n${line}\n`;
    const { problems } = (await load({ 'lambda.env': text }).catch((error: unknown) => error)) as ConfigurationError;
    expect(problems.map(({ location, message }) => `${location.line}:${location.column} ${message}`)).toEqual([
      expect.stringMatching(expected),
    ]);
  });
});

describe('the environment of the function', () => {
  const withFile = (text: string, yaml = MINIMAL) => load({ 'lambda.yaml': yaml, 'lambda-handler.env': text });

  it('can have quoted values of several lines', async () => {
    const { lambda } = await withFile('KEY="-----BEGIN\nabc=\n-----END"\nNEXT=1\n');
    expect(lambda.environment).toEqual({ KEY: '-----BEGIN\nabc=\n-----END', NEXT: '1' });
  });

  it.each([
    ['a name that is reserved by Lambda', 'OK=1\nAWS_REGION=x\n', /env:2:1: AWS_REGION is reserved by Lambda/],
    [
      'an invalid name',
      '_X=1\n',
      /env:1:1: "_X" is not a name that Lambda accepts for a variable: it must be a letter/,
    ],
    [
      'more bytes than Lambda allows',
      `BIG=${'x'.repeat(4094)}\n`,
      /yaml: the function's environment has 4097 bytes, but Lambda allows 4096/,
    ],
  ])('is rejected with %s', async (_, text, expected) => {
    await expect(withFile(text)).rejects.toThrow(expected);
  });

  it('is validated together with the configuration', async () => {
    await expect(withFile('A B\n', `${MINIMAL}log_retention: 2\n`)).rejects.toThrow(
      /log_retention is "2".*env:1:1: "A B"/s,
    );
  });
});

describe('names in maps', () => {
  it('may be names that every object has', async () => {
    const tags = { ['__proto__']: 'a', constructor: 'b', toString: 'c' };
    const fromYaml = await load({
      'lambda.yaml': `${MINIMAL}lambda: { tags: { __proto__: a, constructor: b, toString: c } }\n`,
    });
    expect(Object.entries(fromYaml.lambda.tags)).toEqual(Object.entries(tags));
    const env = 'HANDLER_CLASS=app\nTRIGGER_TYPE=none\nTAGS=__proto__=a,constructor=b,toString=c\n';
    expect(Object.entries((await load({ 'lambda.env': env })).lambda.tags)).toEqual(Object.entries(tags));
  });

  it.each(['__proto__', 'constructor', 'toString'])('are not keys: %s', async (name) => {
    expect(await problemsOf(`${MINIMAL}${name}: { a: b }\nlambda: { ${name}: 1 }\n`)).toEqual([
      expect.stringMatching(`^3:1 ${name} is not a configuration key`),
      expect.stringMatching(`^4:11 lambda\\.${name} is not a configuration key`),
    ]);
  });
});

describe('the policies of the role', () => {
  it('are part of the configuration', async () => {
    const document = { Version: '2012-10-17', Statement: [] };
    const { filePolicies } = await load({
      'lambda.yaml': `${MINIMAL}role: { custom_policies_file: own.json }\n`,
      policies: 'arn:aws:iam::aws:policy/ReadOnlyAccess\n',
      'own.json': JSON.stringify(document),
    });
    expect(filePolicies).toEqual({ managed: ['arn:aws:iam::aws:policy/ReadOnlyAccess'], inline: { own: document } });
  });

  it('are validated together with the configuration', async () => {
    const files = {
      'lambda.yaml': `${MINIMAL}lambda: { memory: 1 }\nrole: { custom_policies_file: own.json }\n`,
      policies: '# mine\nAdministratorAccess\n',
      'own.json': '{ "mail": {} }',
    };
    await expect(load(files)).rejects.toThrow(
      /lambda\.memory is "1".*policies:2:1: "AdministratorAccess" is not the ARN.*own\.json:1:11: "mail" must be a policy document/s,
    );
  });
});

describe('warnings', () => {
  it('mention reserved concurrency with a queue, which loses messages', async () => {
    const { warnings } = await load({
      'lambda.yaml': 'image: { handler: app }\nlambda: { concurrency: 1 }\ntrigger: { type: sqs }\n',
    });
    expect(warnings).toEqual([expect.objectContaining({ message: expect.stringMatching(/maximum_concurrency/) })]);
  });

  it.each([
    [
      'a dead-letter queue that keeps messages for no longer than the queue',
      'retention: 1209600',
      /^trigger\.queue\.dlq\.retention is 1209600/,
    ],
    [
      'a visibility timeout that does not include the batch window',
      'batch_window: 200',
      /six times lambda\.timeout plus the window, 380/,
    ],
  ])('mention %s', async (_, setting, expected) => {
    const { warnings } = await load({
      'lambda.yaml': `image: { handler: app }\ntrigger: { type: sqs, queue: { ${setting} } }\n`,
    });
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringMatching(expected)]);
  });

  it('mention keys that the trigger does not use', async () => {
    const { warnings } = await load({
      'lambda.yaml': 'image: { handler: app }\ntrigger: { type: none, bucket: b-1 }\n',
    });
    expect(warnings.map(({ message }) => message)).toEqual(['trigger.bucket is not used with trigger.type none']);
  });
});
