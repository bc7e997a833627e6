import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../test/configuration.ts';
import { createTestProject } from '../../test/test-project.ts';
import { loadConfiguration } from './load-configuration.ts';

const MINIMAL = 'image: { handler: app.MyLambda }\ntrigger: { type: none }\n';

async function load(
  files: Record<string, string | Uint8Array>,
  options: { stage?: string; file?: string; env?: Record<string, string> } = {},
) {
  await using project = await createTestProject(files);
  const { functions, warnings } = await loadConfiguration({ directory: project.directory, env: {}, ...options });
  const [main] = functions;
  const [first] = main?.triggers ?? [];
  if (main === undefined || first === undefined) throw new Error('there is no function');
  const { name, qualifier, hasGeneratedName, ...trigger } = first;
  return { ...main, trigger, warnings };
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

  it('has no sections whose keys are all at their defaults', async () => {
    const { lambda, trigger } = await load({
      'lambda.yaml':
        'image: { handler: app }\ntrigger: { type: url, cors: { allow_credentials: false, max_age: 0 } }\n',
    });
    expect(lambda.vpc).toBeUndefined();
    expect(trigger).toEqual({ type: 'url', authType: 'AWS_IAM', invokeMode: 'RESPONSE_STREAM', cors: undefined });
  });

  it('has absolute paths, relative to the configuration file', async () => {
    const { directory, image, overlay, role } = await load({ 'lambda.yaml': `${MINIMAL}overlay: docker/overlay\n` });
    expect(image.dockerfile).toBe(join(directory, 'Dockerfile'));
    expect(overlay).toBe(join(directory, 'docker/overlay'));
    expect(role.customPoliciesFile).toBeUndefined();
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

  it.each([
    ['UTF-8 with a byte order mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
    ['UTF-16', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ])('may be in files in %s', async (_, encode) => {
    const { lambda } = await load({ 'lambda.yaml': encode(MINIMAL), 'lambda-handler.env': encode('FIRST=é\n') });
    expect(lambda.environment).toEqual({ FIRST: 'é' });
    const { image } = await load({ 'lambda.env': encode('HANDLER_CLASS=app.Mine\nTRIGGER_TYPE=none\n') });
    expect(image.handler).toBe('app.Mine');
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

  it('need not have a file', async () => {
    expect(await load(files, { stage: 'test' })).toMatchObject({ stage: 'test', lambda: { name: 'shop' } });
  });

  const named = (name: string, yaml = '') => ({ 'lambda.yaml': `${MINIMAL}${yaml}lambda: { name: "${name}" }\n` });

  it.each([
    ['--stage', { stage: 'a' }, 'stage: c\n', 'a', true],
    ['STAGE in the environment', { env: { STAGE: 'b' } }, 'stage: c\n', 'b', true],
    ['the key stage', {}, 'stage: c\n', 'c', true],
    ['the key stage with a reference', { env: { KEY: 'd' } }, `stage: "\${KEY}"\n`, 'd', true],
    ['a default in the key stage', {}, `stage: "\${STAGE:-e}"\n`, 'e', false],
    ['a default in any other key', {}, `log_retention: 7\nproject: "shop-\${STAGE:-f}"\n`, 'f', false],
    ['dev', {}, '', 'dev', false],
  ])('is that of %s', async (_source, options, yaml, stage, isStageNamed) => {
    const configuration = await load(named(`shop-\${STAGE}`, yaml), options);
    expect(configuration).toMatchObject({ stage, isStageNamed, lambda: { name: `shop-${stage}` } });
  });

  it('is the same in every reference', async () => {
    const { lambda, project } = await load(named(`shop-\${STAGE:-dev}`, `project: "\${STAGE}"\n`), { stage: 'prod' });
    expect([lambda.name, project]).toEqual(['shop-prod', 'prod']);
  });

  it('has the file of the stage that the main file suggests', async () => {
    const { lambda } = await load({ ...files, 'lambda.yaml': `${files['lambda.yaml']}stage: prod\n` });
    expect(lambda.name).toBe('shop-prod');
  });

  it.each([
    ['another stage in the environment', { stage: 'dev', env: { STAGE: 'prod' } }, '--stage is dev, but', 2],
    ['a name that is not valid', { env: { STAGE: 'a/b' } }, '"a/b" is not the name of a stage: it must be', 1],
  ])('is rejected with %s', async (_what, options, message, exitCode) => {
    const error = await load(named('shop'), options).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringContaining(message), exitCode });
  });

  it('is rejected if the file suggests two, but not if it is named', async () => {
    const yaml = `project: "\${STAGE:-prod}"\n`;
    const both = named(`shop-\${STAGE:-dev}`, yaml);
    expect(await problemsOf(both['lambda.yaml'])).toEqual([
      expect.stringMatching(/^4:17 the default of \$\{STAGE\} is "dev" here, but "prod" at .*lambda\.yaml:3:10: write/),
    ]);
    expect(await load(both, { stage: 'test' })).toMatchObject({ stage: 'test' });
    expect(await load(named(`shop-\${STAGE:-dev}`, `${yaml}stage: test\n`))).toMatchObject({ stage: 'test' });
  });

  it('cannot be another one in its own file', async () => {
    await expect(load({ ...files, 'lambda.prod.yaml': 'stage: test\n' }, { stage: 'prod' })).rejects.toThrow(
      'stage is "test" in the file of the stage "prod": remove it',
    );
  });
});

describe('an existing resource', () => {
  const queue = 'arn:aws:sqs:eu-west-1:123456789012:jobs.fifo';
  const topic = 'arn:aws:sns:eu-west-1:123456789012:news.fifo';

  it('can be named by its ARN', async () => {
    const yaml =
      `image: { handler: app }\nrole: { arn: "arn:aws:iam::123456789012:role/team/worker" }\n` +
      `trigger: { type: sns-sqs, topic_name: "${topic}", queue: { name: "${queue}", visibility_timeout: 1 } }\n`;
    const { trigger, role, arns } = await load({ 'lambda.yaml': yaml });
    expect(role).toMatchObject({ name: 'worker', existing: true });
    expect(trigger).toMatchObject({
      topicName: 'news.fifo',
      topicExisting: true,
      queue: { name: 'jobs.fifo', existing: true, dlq: { name: 'jobs-dlq.fifo', existing: false } },
    });
    expect(arns.map(({ key }) => key).sort()).toEqual(['role.arn', 'trigger.queue.name', 'trigger.topic_name']);
  });

  it('is rejected in another region or account than the configured one', async () => {
    const yaml = `image: { handler: app }\naws: { region: eu-central-1 }\ntrigger: { type: sqs, queue: { name: "${queue}" } }\n`;
    expect(await problemsOf(yaml)).toEqual([
      '3:38 trigger.queue.name is in eu-west-1, but aws.region is eu-central-1: they must be the same',
    ]);
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
    [`\${X`, '3:17 lambda.name contains a reference that is not closed: write a reference as'],
    [`\${}`, `3:17 lambda.name contains "\${" without a name: write a reference as`],
    [`\${A-b}`, `3:17 lambda.name contains "\${" without a name`],
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
    expect(await problemsOf(withName(`shop-\${TEAM}`))).toEqual([
      expect.stringContaining(`3:17 \${TEAM}: the environment variable TEAM is not set`),
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
      /log_retention is "2".*env:1:1: this line is not an assignment/s,
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
      /lambda\.memory is "1".*policies:2:1: this line is not the ARN.*own\.json:1:11: "mail" must be a policy document/s,
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

  it('mention keys that another key makes useless, except one that an overlay overrides', async () => {
    const yaml = 'image: { handler: app }\ntrigger: { type: sns, topic_name: news, filter_scope: body }\n';
    const role = 'arn:aws:iam::123456789012:role/shared';
    const both = await load({ 'lambda.yaml': `${yaml}role: { name: shop, arn: '${role}' }\n` });
    expect(both.warnings.map(({ message }) => message)).toEqual([
      'trigger.filter_scope is not used without trigger.filter',
      'role.name is not used with role.arn',
    ]);
    const filtered = yaml.replace('filter_scope', 'filter: { a: [b] }, filter_scope');
    const overridden = await load(
      { 'lambda.yaml': `${filtered}role: { name: shop }\n`, 'lambda.prod.yaml': `role: { arn: '${role}' }\n` },
      { stage: 'prod' },
    );
    expect(overridden.warnings).toEqual([]);
    const reference = await load({ 'lambda.yaml': `${filtered}role: { name: shop, arn: '\${ROLE:-}' }\n` });
    expect(reference.warnings).toEqual([]);
  });
});
