import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commands } from '../../test/commands.ts';
import { project } from '../../test/project.ts';
import { commands as all } from '../commands/index.ts';
import { defaultChoices } from './choices.ts';
import { projectFiles } from './project-files.ts';

const files = await projectFiles(defaultChoices('shop'));
const MAKEFILE = files.find(({ path }) => path === 'Makefile')?.text ?? '';
const HAS_MAKE = spawnSync('make', ['--version']).status === 0;
if (!HAS_MAKE) console.warn("SKIPPED: the Makefile's tests need make");

describe('the scaffolded Makefile', () => {
  it('has a target for every command', () => {
    const program = new Command();
    for (const add of all) add(program);
    const targets = /^targets := ((?:.*\\\n)*.*)$/m.exec(MAKEFILE)?.[1]?.split(/[\s\\]+/) ?? [];
    const names = program.commands.map((command) => command.name());
    expect([...targets, 'invoke'].sort()).toEqual(names.sort());
  });

  it.skipIf(!HAS_MAKE).each([
    [['image'], 'npx --no-install alr-builder image'],
    [['logs', 'ARGS=--follow'], 'npx --no-install alr-builder logs --follow'],
    [['invoke', `PAYLOAD={"a": "it's"}`], `npx --no-install alr-builder invoke --payload {"a": "it's"}`],
    [['test'], 'npm test'],
  ])('runs for make %j: %s', async (args, called) => {
    expect(await make(args, { isInstalled: true })).toBe(called);
  });

  it.skipIf(!HAS_MAKE)('installs the packages first where they are not there', async () => {
    expect(await make(['plan'], { isInstalled: false })).toBe('npm install\nnpx --no-install alr-builder plan');
  });
});

/** Runs make with commands that only tell how they were called. */
async function make(args: readonly string[], { isInstalled }: { isInstalled: boolean }): Promise<string> {
  const command = spawnSync('sh', ['-c', 'command -v make'], { encoding: 'utf8' }).stdout.trim();
  await using here = await project({ Makefile: MAKEFILE });
  if (isInstalled) await mkdir(here.path('node_modules'));
  await using _path = await commands({ npx: 'echo "npx $*"', npm: 'echo "npm $*"' });
  const { stdout, stderr } = spawnSync(command, args, { cwd: here.directory, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.trim();
}
