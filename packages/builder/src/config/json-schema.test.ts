import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema } from './json-schema.ts';
import { readYaml } from './read-yaml.ts';
import { fillInReferences } from './references.ts';
import { triggerTypes } from './trigger-keys.ts';
import { validate } from './validate.ts';

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

const problemsOf = (yaml: string) => validate(fillInReferences(readYaml(yaml, 'lambda.yaml'), {})).problems;

describe('the JSON Schema of lambda.yaml', () => {
  it.each(triggerTypes)('accepts a complete configuration of %s, as the validation does', (trigger) => {
    const yaml = yamlFor(trigger, required[trigger]);
    expect(accepts(parse(yaml))).toBe(true);
    expect(problemsOf(yaml)).toEqual([]);
  });

  it.each(Object.keys(required))('refuses one of %s without what it requires, as the validation does', (trigger) => {
    const yaml = yamlFor(trigger);
    expect(accepts(parse(yaml))).toBe(false);
    expect(problemsOf(yaml)).not.toEqual([]);
  });

  it.each([
    ['a key that there is not', 'lambda: { timout: 3 }', false],
    ['a number out of range', 'lambda: { memory: 64 }', false],
    ['a value that comes from the environment', `lambda: { timeout: "\${TIMEOUT:-30}" }`, true],
    ['an account without quotes', 'aws: { account: 123456789012 }', true],
    ['an environment of numbers and booleans', 'lambda: { environment: { PORT: 80, DEBUG: true } }', true],
    ['one value for a list', 'lambda: { vpc: { subnets: subnet-12345678, security_groups: [sg-12345678] } }', true],
    ['a retention that CloudWatch has not', 'log_retention: 15', false],
  ])('judges %s as the validation does', (_, settings, valid) => {
    const yaml = `${yamlFor('none')}${settings}\n`;
    expect(accepts(parse(yaml))).toBe(valid);
    expect(problemsOf(yaml).length === 0).toBe(valid);
  });
});
