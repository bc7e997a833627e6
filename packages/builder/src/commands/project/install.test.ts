import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { CLI } from '../../../test/run-cli.ts';
import { createTestProject } from '../../../test/test-project.ts';

function alrBuilderNew(directory: string, ...args: string[]) {
  const options = ['new', directory, '--no-install', '--json', ...args];
  return spawnSync(process.execPath, [CLI, ...options], { encoding: 'utf8' });
}

describe('alr-builder new', () => {
  it.each([
    ['http', 'url'],
    ['s3', 's3-sqs'],
    ['sqs', 'sqs'],
  ])('takes the name %s of a trigger', async (name, trigger) => {
    await using here = await createTestProject();
    const { stdout } = alrBuilderNew(here.path('shop'), '--trigger', name);
    expect(JSON.parse(stdout)).toMatchObject({ settings: { name: 'shop', trigger } });
  });

  it('lists the triggers if there is none of a name', () => {
    const { status, stderr } = alrBuilderNew('shop', '--trigger', 'constructor');
    expect(status).toBe(2);
    expect(stderr).toMatch(/'constructor' is invalid\. Allowed choices are s3-sqs, /);
  });
});
