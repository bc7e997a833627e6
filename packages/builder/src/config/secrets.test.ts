import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../test/configuration.ts';
import { createTestProject } from '../../test/test-project.ts';
import { checkEnvFile } from './check-env-file.ts';
import { loadConfiguration } from './load-configuration.ts';
import { expandReferences } from './read/expand-references.ts';
import { formatProblem } from './read/problem.ts';
import { readEnvFile } from './read/read-env-file.ts';
import { readYaml } from './read/read-yaml.ts';
import { validate } from './validate/validate.ts';

const SECRET = 's3cret';
const YAML = 'image: { handler: app }\ntrigger: { type: none }\n';
const ENV = 'HANDLER_CLASS=app\nTRIGGER_TYPE=none\n';

describe('no message contains a secret', () => {
  it.each([
    ['a list instead of a map', 'lambda: { environment: [PASSWORD=s3cret] }', '3:24'],
    ['a text instead of a map', 'lambda: { environment: PASSWORD=s3cret }', '3:24'],
    ['a pair as a name', 'lambda: { environment: { PASSWORD=s3cret: "" } }', '3:43'],
    ['a pair without a value', 'lambda: { environment: { PASSWORD=s3cret } }', '3:26'],
    ['a comma without quotes', 'lambda: { environment: { PASSWORD: abc,s3cret } }', '3:40'],
    ['a map as a value', 'lambda: { environment: { PASSWORD: { s3cret: 1 } } }', '3:36'],
    ['an asterisk without quotes', 'lambda: { environment: { PASSWORD: *s3cret } }', '3:36'],
    ['an exclamation mark without quotes', 'lambda: { environment: { PASSWORD: !s3cret } }', '3:36'],
    ['an exclamation mark and a space', 'lambda: { environment: { PASSWORD: !s3cret s3cret } }', '3:36'],
    ['an ampersand without quotes', 'lambda: { environment: { PASSWORD: &s3cret } }', '3:44'],
    ['an at sign without quotes', 'lambda: { environment: { PASSWORD: @s3cret } }', '3:36'],
    ['a percent sign without quotes', 'lambda: { environment: { PASSWORD: %s3cret } }', '3:36'],
    ['a bar without quotes', 'lambda:\n  environment:\n    PASSWORD: |s3cret', '5:16'],
    ['a colon without quotes', 'lambda:\n  environment:\n    PASSWORD: s3cret: s3cret', '5:15'],
    ['text after a closing quote', 'lambda:\n  environment:\n    PASSWORD: "abc" s3cret', '5:21'],
    ['an invalid escape', 'lambda:\n  environment:\n    PASSWORD: "\\xs3cret"', '5:16'],
    ['a quote that is not closed', 'lambda:\n  environment:\n    PASSWORD: "s3cret', '6:1'],
    ['a pair instead of a key', 'lambda:\n  PASSWORD=s3cret: 1', '4:3'],
    ['a reference that is not closed', `lambda: { environment: { PASSWORD: "a\${s3cret" } }`, '3:36'],
    ['a reference without a name', `lambda: { environment: { PASSWORD: "a\${s3cret!}" } }`, '3:36'],
    ['an invalid build option', 'image: { handler: app, build_options: [" --build-arg=TOKEN=s3cret"] }', '1:40'],
    ['a null character', 'lambda: { environment: { PASSWORD: "s3cret\\0" } }', '3:24'],
  ])('about %s in lambda.yaml', async (_, yaml, position) => {
    const file = yaml.startsWith('image:') ? `${yaml}\ntrigger: { type: none }\n` : `${YAML}${yaml}\n`;
    const problems = await problemsOf(file);
    expect(problems.join('\n')).not.toContain(SECRET);
    expect(problems[0]).toMatch(new RegExp(`^${position} `));
  });

  it.each([
    ['a line without a name', 's3cret', '3:1'],
    ['the lines of a key', 'FUNCTION_ENVIRONMENT={"KEY":"-----BEGIN\ns3cret\n-----END"}', '3:22'],
    ['a comma in a value', 'FUNCTION_ENVIRONMENT=PASSWORD=abc,s3cret', '3:22'],
    ['a comma and "=" in a value', 'FUNCTION_ENVIRONMENT=PASSWORD=abc,s3cret!=x', '3:22'],
    ['invalid JSON', 'FUNCTION_ENVIRONMENT={"PASSWORD":s3cret}', '3:22'],
    ['nested JSON', 'FUNCTION_ENVIRONMENT={"PASSWORD":{"a":"s3cret"}}', '3:22'],
    ['a reference that is not closed', `FUNCTION_ENVIRONMENT={"PASSWORD":"a\${s3cret"}`, '3:22'],
    ['a quote that is not closed', 'FUNCTION_ENVIRONMENT=\'{"PASSWORD":"s3cret', '3:22'],
    ['a null character in JSON', 'FUNCTION_ENVIRONMENT={"PASSWORD":"s3cret\\u0000"}', '3:22'],
  ])('about %s in lambda.env', async (_, line, position) => {
    const problems = await problemsOf(`${ENV}${line}\n`, 'lambda.env');
    expect(problems.join('\n')).not.toContain(SECRET);
    expect(problems[0]).toMatch(new RegExp(`^${position} `));
  });

  it('about a policies file that is a file of variables', async () => {
    const role = 'role: { policies_file: lambda-handler.env, custom_policies_file: lambda-handler.env }\n';
    await using project = await createTestProject({
      'lambda.yaml': YAML + role,
      'lambda-handler.env': 'PASSWORD=s3cret\nOTHER="*s3cret"\nLAST=*s3cret\n',
    });
    const error = await loadConfiguration({ directory: project.directory, env: {} }).catch((thrown: Error) => thrown);
    expect(String(error)).toMatch(/env:1:1: this line is not the ARN/);
    expect(String(error)).not.toContain(SECRET);
  });

  it('in the list of keys, apart from what a map or a list is for', async () => {
    const yaml = `image: { handler: app, build_options: ["--build-arg=TOKEN=${SECRET}"] }\ntrigger: { type: none }\nlambda: { environment: { TOKEN: ${SECRET} } }\n`;
    await using project = await createTestProject({ 'lambda.yaml': yaml });
    const out = new PassThrough();
    await checkEnvFile({ directory: project.directory, env: {} }, out);
    out.end();
    expect(await text(out)).not.toContain(SECRET);
  });

  it('whatever a value of the environment is', () => {
    const value = fc
      .array(fc.constantFrom(SECRET, ...'"\'`#!&*|>%@{}[],:?-\\ $=\n', '${', '$${', ': ', ' #', '\0'))
      .map((parts) => parts.join(''))
      // The text in front of "=" at the start of a line is a name, which may be printed.
      .filter((text) => !/\n\s*s3cret\w*\s*[?:]?=/.test(text));
    fc.assert(
      fc.property(value, (secret) => {
        const line = secret.replaceAll('\n', ' ');
        const files = [
          readYaml(`${YAML}lambda:\n  environment:\n    PASSWORD: ${line}\n`, 'lambda.yaml'),
          readYaml(`${YAML}lambda: { environment: { PASSWORD: ${line} } }\n`, 'lambda.yaml'),
          readYaml(`${YAML}lambda: { environment: { PASSWORD: "${secret}" } }\n`, 'lambda.yaml'),
          readEnvFile(`${ENV}FUNCTION_ENVIRONMENT={"PASSWORD":"${secret}"}\n`, 'lambda.env'),
          readEnvFile(`${ENV}FUNCTION_ENVIRONMENT="PASSWORD=${secret}"\n`, 'lambda.env'),
        ];
        for (const file of files) {
          const { problems, warnings } = validate(expandReferences(file, {}), '.');
          const printed = [...problems, ...warnings].map(formatProblem).join('\n');
          // A text in the place of a name is printed as one.
          expect(
            printed.replace(/\$\{s3cret\}: the environment variable s3cret is .*|\.\S*s3cret\S*/g, ''),
          ).not.toContain(SECRET);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('no text of a value is lost', () => {
  const environmentOf = async (file: string, content: string) => {
    await using project = await createTestProject({ [file]: content });
    return (await loadConfiguration({ directory: project.directory, env: {} })).functions[0]?.lambda.environment;
  };

  it('in JSON', async () => {
    const json = { ID: '12345678901234567890', PRICE: '1.10', FLAG: 'true', TEXT: 'a,b # c' };
    const line = `FUNCTION_ENVIRONMENT='{"ID":12345678901234567890,"PRICE":1.10,"FLAG":true,"TEXT":"a,b # c"}'\n`;
    expect(await environmentOf('lambda.env', ENV + line)).toEqual(json);
  });

  it('in pairs', async () => {
    const line = 'FUNCTION_ENVIRONMENT=PASSWORD=s3cr#et==,URL=http://a/b?c=d#e # comment\n';
    expect(await environmentOf('lambda.env', ENV + line)).toEqual({ PASSWORD: 's3cr#et==', URL: 'http://a/b?c=d#e' });
  });

  it('in YAML, without a warning', async () => {
    const yaml = `${YAML}lambda:\n  environment:\n    PASSWORD: &amp s3cret\n`;
    const { warnings } = readYaml(yaml, 'lambda.yaml');
    expect(warnings.map(formatProblem)).toEqual([
      'lambda.yaml:5:20: no alias uses this anchor: if it is part of a text, put the text in quotes',
    ]);
  });
});
