import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Document, parse } from 'yaml';
import { jsonSchema } from './json-schema.ts';
import { appliesTo, type KeyPath, keyAt, keyPaths } from './keys/keys.ts';
import { type TriggerType, triggerTypes } from './keys/trigger-keys.ts';
import { expandReferences } from './read/expand-references.ts';
import { readYaml } from './read/read-yaml.ts';
import { validate } from './validate/validate.ts';
import { validateFiles } from './validate/validate-files.ts';

const accepts = new Ajv({ strict: false }).compile(jsonSchema());

const required: Record<string, string> = {
  's3-sqs': 'bucket: photos',
  's3-direct': 'bucket: photos',
  sns: 'topic_name: news',
  'sns-sqs': 'topic_name: news',
  alb: 'listener_arn: arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/a/b/c',
  kinesis: 'stream: { arn: "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks" }',
  dynamodb: 'stream: { arn: "arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/1" }',
};

const yamlFor = (trigger: string, settings = '') =>
  `image: { handler: app.MyLambda }\ntrigger:\n  type: ${trigger}\n  ${settings}\n`;

const problemsOf = (yaml: string) => validate(expandReferences(readYaml(yaml, 'lambda.yaml'), {}), '.').problems;

describe('the JSON Schema of lambda.yaml', () => {
  it.each(triggerTypes)('accepts a complete configuration for %s, like the validation', (trigger) => {
    const yaml = yamlFor(trigger, required[trigger]);
    expect(accepts(parse(yaml))).toBe(true);
    expect(problemsOf(yaml)).toEqual([]);
  });

  it.each(Object.keys(required))(
    'rejects a configuration for %s without its required keys, like the validation',
    (trigger) => {
      const yaml = yamlFor(trigger);
      expect(accepts(parse(yaml))).toBe(false);
      expect(problemsOf(yaml)).not.toEqual([]);
    },
  );

  it.each([
    ['an unknown key', 'lambda: { timout: 3 }', false],
    ['a number out of range', 'lambda: { memory: 64 }', false],
    ['a reference to an environment variable', `lambda: { timeout: "\${TIMEOUT:-30}" }`, true],
    ['an account without quotes', 'aws: { account: 123456789012 }', true],
    ['an environment of numbers and booleans', 'lambda: { environment: { PORT: 80, DEBUG: true } }', true],
    [
      'a single value for a list',
      'lambda: { vpc: { subnets: subnet-12345678, security_groups: [sg-12345678] } }',
      true,
    ],
    ['a retention that CloudWatch does not offer', 'log_retention: 15', false],
    ['a number in quotes', 'lambda: { timeout: "30" }', true],
    ['a boolean in quotes', 'lambda: { tracing: Active, snap_start: "false" }', true],
    ['keys set to nothing', 'lambda: { timeout: ~, name: "", tags: ~ }\nrole: ~', true],
    ['an empty entry of a list', 'lambda: { vpc: { subnets: [~], security_groups: [sg-12345678] } }', false],
  ])('agrees with the validation about %s', (_, settings, valid) => {
    const yaml = `${yamlFor('none')}${settings}\n`;
    expect(accepts(parse(yaml))).toBe(valid);
    expect(problemsOf(yaml).length === 0).toBe(valid);
  });
});

describe('the JSON Schema and the validation', () => {
  const word = fc
    .oneof(
      fc.constantFrom(
        'app.MyLambda',
        'x86_64',
        'sg-12345678',
        'subnet-12345678',
        's3:ObjectCreated:*',
        'GET',
        '/a',
        'eu-west-1',
      ),
      fc.string(),
      // References are expanded before the validation, and only the validation reads quoted digits as numbers.
    )
    // A schema cannot check whether a text is JSON.
    .filter((text) => !text.includes('${') && !/^-?[0-9]+$|^\s*[{["]/.test(text));
  const scalar = fc.oneof(word, fc.integer({ min: -1, max: 20_000 }), fc.boolean(), fc.constantFrom(null, ''));
  const anything = fc.oneof(
    { weight: 3, arbitrary: scalar },
    fc.array(scalar, { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('A', 'AB', 'C_D', 'a b', 'aws:x'), fc.oneof(word, fc.nat(), fc.boolean()), {
      maxKeys: 2,
    }),
  );
  /** A value for a key, mostly of the key's type. Numbers for text keys and lists of texts are left to the validation. */
  const valueFor = (path: KeyPath) => {
    const key = keyAt(path);
    const isText = key.type === 'text' || key.type === 'list';
    const hasNumber = (value: unknown) => [value].flat().some((one) => typeof one === 'number');
    const others = isText ? anything.filter((value) => !hasNumber(value)) : anything;
    if (key.type === 'choice') return fc.oneof(fc.constantFrom(...key.choices), others);
    if ('default' in key && key.default !== undefined) return fc.oneof(fc.constant(key.default), others);
    return others;
  };
  const configurations = fc.constantFrom<TriggerType>(...triggerTypes).chain((trigger) => {
    const paths = keyPaths.filter(
      (path) => appliesTo(path, trigger) && path !== 'trigger.type' && path !== 'image.handler',
    );
    const some = fc
      .subarray(paths, { maxLength: 6 })
      .chain((chosen) => fc.tuple(...chosen.map((path) => fc.tuple(fc.constant(path), valueFor(path)))));
    return fc.tuple(fc.constant(trigger), fc.boolean(), some);
  });

  it('agree about every value of every key', () => {
    fc.assert(
      fc.property(configurations, ([trigger, isComplete, settings]) => {
        const document = new Document(parse(yamlFor(trigger, isComplete ? required[trigger] : '')));
        for (const [path, value] of settings) document.setIn(path.split('.'), document.createNode(value));
        const yaml = document.toString();
        const file = readYaml(yaml, 'lambda.yaml');
        // A schema cannot express the rules between keys.
        const isValid =
          file.problems.length === 0 && validate(file, '.').states.every(({ problems }) => problems.length === 0);
        expect(accepts(parse(yaml)), `${yaml}${JSON.stringify(validate(file, '.').problems)}`).toBe(isValid);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the JSON Schema of a project with functions', () => {
  const trigger = 'triggers: [{ type: sqs, name: in, queue: { batch_size: 5 } }]';
  const project = (ofFunction: string, more = '') =>
    `project: shop\n${more}functions:\n  orders: { handler: app, ${ofFunction} }\n`;

  it.each([
    ['functions with triggers', project(trigger), true],
    ['a single trigger', project('trigger: { type: url }'), true],
    ['a former name and a role', project('was: buying, role: { profile: basic }'), true],
    ['an unknown key of a function', project('timout: 3'), false],
    ['an unknown key of a trigger', project('triggers: [{ type: sqs, que: {} }]'), false],
    ['a trigger without a required key', project('triggers: [{ type: sns }]'), false],
    ['a trigger without a type', project('triggers: [{ name: in }]'), false],
    ['the architecture in a function', project('architecture: arm64'), false],
    ['a value out of range', project('memory: 1'), false],
    ['both forms of triggers', project(`${trigger}, trigger: { type: url }`), false],
    ['a function without a handler', 'project: shop\nfunctions: { a: { timeout: 3 } }\n', false],
    ['no functions', 'project: shop\nfunctions: {}\n', false],
    ['no project', 'functions: { a: { handler: a } }\n', false],
    ['a name of the project', project('', 'lambda: { name: x }\n'), false],
    ['a handler of the project', project('', 'image: { handler: x }\n'), false],
    ['a trigger of the project', project('', 'trigger: { type: url }\n'), false],
    ['a list of triggers for one function', `image: { handler: app }\n${trigger}\n`, true],
    ['both forms for one function', `image: { handler: app }\n${trigger}\ntrigger: { type: url }\n`, false],
  ])('agrees with the validation about %s', async (_, yaml, valid) => {
    expect(accepts(parse(yaml))).toBe(valid);
    const stage = { name: 'dev', isNamed: false };
    const files = { path: '/project/lambda.yaml', content: readYaml(yaml, 'lambda.yaml'), env: {}, stage };
    expect((await validateFiles(files)).problems.length === 0).toBe(valid);
  });
});
