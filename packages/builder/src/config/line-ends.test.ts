import { describe, expect, it } from 'vitest';
import { createTestProject } from '../../test/test-project.ts';
import { loadConfiguration } from './load-configuration.ts';

const files = {
  'lambda.yaml': `image: { handler: app.handler }
lambda:
  name: f # the name
  environment_file: lambda-handler.env
  environment:
    TEXT: |
      one
      two
    QUOTED: "a
      b"
trigger: { type: none }
`,
  'lambda-handler.env': `# variables
TOKEN=plain
export LINES="one
two"
`,
  'lambda.env': `HANDLER_CLASS=app.handler
FUNCTION_NAME=f # the name
TRIGGER_TYPE=none
`,
  policies: `# managed
arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
`,
};

/** The configuration of these files with their line ends replaced. */
async function load(names: readonly (keyof typeof files)[], lineEnd: string): Promise<unknown> {
  const contents = names.map((name) => [name, files[name].replaceAll('\n', lineEnd)]);
  await using project = await createTestProject(Object.fromEntries(contents));
  const source = { directory: project.directory, file: undefined, stage: undefined, env: {} };
  const text = JSON.stringify(await loadConfiguration(source));
  return JSON.parse(text.replaceAll(JSON.stringify(project.directory).slice(1, -1), ''));
}

describe('files with the line ends of Windows', () => {
  it.each([
    ['lambda.yaml', ['lambda.yaml', 'lambda-handler.env', 'policies']],
    ['lambda.env', ['lambda.env', 'lambda-handler.env', 'policies']],
  ] as const)('are the same configuration: %s', async (_, names) => {
    const expected = await load(names, '\n');
    expect(JSON.stringify(expected)).toContain('AWSLambdaBasicExecutionRole');
    expect(JSON.stringify(expected)).toContain('one\\ntwo');
    expect(await load(names, '\r\n')).toEqual(expected);
  });
});
