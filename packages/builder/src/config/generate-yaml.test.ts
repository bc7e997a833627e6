import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { generateYaml } from './generate-yaml.ts';
import { readEnvFile } from './read/read-env-file.ts';
import { readYaml } from './read/read-yaml.ts';
import { validate } from './validate/validate.ts';

const generate = (env: string) => generateYaml(readEnvFile(env, 'lambda.env'), {}).text;

describe('generate-yaml', () => {
  it('writes only values that differ from their defaults', () => {
    const yaml = generate('HANDLER_CLASS=app.MyLambda\nTRIGGER_TYPE=sqs\nMEMORY=128\nTIMEOUT=20\nQUEUE_NAME=orders\n');
    expect(parse(yaml)).toEqual({
      image: { handler: 'app.MyLambda' },
      lambda: { timeout: 20 },
      trigger: { type: 'sqs', queue: { name: 'orders' } },
    });
  });

  it('starts with the line that points editors to the schema', () => {
    expect(generate('HANDLER_CLASS=app\nTRIGGER_TYPE=none\n')).toMatch(/^# yaml-language-server: \$schema=/);
  });

  it('keeps references to environment variables', () => {
    const yaml = generate(`HANDLER_CLASS=app\nTRIGGER_TYPE=none\nFUNCTION_NAME=shop-\${STAGE:-dev}\n`);
    expect(parse(yaml)).toMatchObject({ lambda: { name: `shop-\${STAGE:-dev}` } });
  });

  it('keeps entries whose names every object has', () => {
    const yaml = generate('HANDLER_CLASS=app\nTRIGGER_TYPE=none\nTAGS=__proto__=a,constructor=b\n');
    expect(yaml).toMatch(/__proto__: a\n +constructor: b\n/);
  });

  it('warns about what it leaves out', () => {
    const env = 'HANDLER_CLASS=app\nTRIGGER_TYPE=sqs\nBUCKET_NAME=photos\nMY_OWN=1\n';
    expect(generateYaml(readEnvFile(env, 'lambda.env'), {}).warnings.map(({ message }) => message)).toEqual([
      'trigger.bucket is not used with trigger.type sqs',
      'MY_OWN is not a configuration variable',
    ]);
  });

  it('rejects a file without a required value', () => {
    expect(() => generate('TRIGGER_TYPE=sns\n')).toThrow(/image\.handler is missing.*trigger\.topic_name is missing/s);
  });

  it('is equivalent to the file that it was generated from', () => {
    const text = fc.string({ minLength: 1, unit: 'binary-ascii' }).filter((value) => !/["'\\$\n\r\0]/.test(value));
    const settings = fc.record(
      {
        TIMEOUT: fc.integer({ min: 1, max: 60 }),
        MEMORY: fc.integer({ min: 128, max: 10_240 }),
        ARCHITECTURE: fc.constantFrom('x86_64', 'arm64'),
        AWS_ACCOUNT: fc.stringMatching(/^[0-9]{12}$/),
        KEY_PREFIX: text,
        S3_EVENT: fc.constantFrom('s3:ObjectCreated:*', 's3:ObjectCreated:Put,s3:ObjectRemoved:*'),
        PARTIAL_BATCH_RESPONSE: fc.boolean(),
        BATCH_SIZE: fc.integer({ min: 1, max: 10 }),
        FUNCTION_ENVIRONMENT: fc
          .dictionary(fc.stringMatching(/^[A-Z][A-Z0-9]{2,8}$/), text)
          .map((map) => JSON.stringify(map)),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(settings, (variables) => {
        const lines = Object.entries(variables).map(([name, value]) => `${name}='${value}'`);
        const env = ['HANDLER_CLASS=app.MyLambda', 'TRIGGER_TYPE=s3-sqs', 'BUCKET_NAME=photos', ...lines].join('\n');
        const before = validate(readEnvFile(env, 'lambda.env'), '.');
        const after = validate(readYaml(generate(env), 'lambda.yaml'), '.');
        expect(before.problems).toEqual([]);
        expect(after.problems).toEqual([]);
        expect(after.settings).toEqual(before.settings);
      }),
    );
  });
});
