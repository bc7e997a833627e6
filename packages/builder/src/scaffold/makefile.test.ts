import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { stubCommands } from '../../test/stub-commands.ts';
import { createTestProject } from '../../test/test-project.ts';
import { commands } from '../commands/index.ts';
import { projectFiles } from './project-files.ts';
import { defaultSettings } from './settings.ts';

const files = await projectFiles(defaultSettings('shop'));
const MAKEFILE = files.find(({ path }) => path === 'Makefile')?.text ?? '';
const HAS_MAKE = spawnSync('make', ['--version']).status === 0;
if (!HAS_MAKE) console.warn("SKIPPED: the Makefile's tests need make");

describe('the scaffolded Makefile', () => {
  it('has a target for every command', () => {
    const program = new Command();
    for (const addCommand of commands) addCommand(program);
    const targets = /^targets := ((?:.*\\\n)*.*)$/m.exec(MAKEFILE)?.[1]?.split(/[\s\\]+/) ?? [];
    const names = program.commands.map((command) => command.name());
    expect([...targets, 'invoke'].sort()).toEqual(names.sort());
  });

  it.skipIf(!HAS_MAKE).each([
    [['image'], 'npx --no-install alr-builder image'],
    [['logs', 'ARGS=--follow'], 'npx --no-install alr-builder logs --follow'],
    [['invoke', `PAYLOAD={"a": "it's"}`], `npx --no-install alr-builder invoke --payload {"a": "it's"}`],
    [['test'], 'npm test'],
  ])('make %j runs %s', async (args, called) => {
    expect(await make(args, { isInstalled: true })).toBe(called);
  });

  it.skipIf(!HAS_MAKE)('installs the packages first if they are missing', async () => {
    expect(await make(['plan'], { isInstalled: false })).toBe('npm install\nnpx --no-install alr-builder plan');
  });
});

/** Runs make with stub commands that print how they were called. */
async function make(args: readonly string[], { isInstalled }: { isInstalled: boolean }): Promise<string> {
  const command = spawnSync('sh', ['-c', 'command -v make'], { encoding: 'utf8' }).stdout.trim();
  await using here = await createTestProject({ Makefile: MAKEFILE });
  if (isInstalled) await mkdir(here.path('node_modules'));
  await using _path = await stubCommands({ npx: 'echo "npx $*"', npm: 'echo "npm $*"' });
  const { stdout, stderr } = spawnSync(command, args, { cwd: here.directory, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.trim();
}
