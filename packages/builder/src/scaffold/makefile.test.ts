import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commands } from '../../fixtures/commands.ts';
import { project } from '../../fixtures/project.ts';
import { commands as all } from '../commands/index.ts';
import { defaultChoices } from './choices.ts';
import { projectFiles } from './project-files.ts';

const files = await projectFiles(defaultChoices('shop'));
const makefile = files.find(({ path }) => path === 'Makefile')?.text ?? '';
const hasMake = spawnSync('make', ['--version']).status === 0;
if (!hasMake) console.warn("SKIPPED: the Makefile's tests need make");

describe('the scaffolded Makefile', () => {
  it('has a target for every command', () => {
    const program = new Command();
    for (const add of all) add(program);
    const targets = /^targets := ((?:.*\\\n)*.*)$/m.exec(makefile)?.[1]?.split(/[\s\\]+/) ?? [];
    const names = program.commands.map((command) => command.name());
    expect([...targets, 'invoke'].sort()).toEqual(names.sort());
  });

  it.skipIf(!hasMake).each([
    [['image'], 'alr-builder image'],
    [['logs', 'ARGS=--follow'], 'alr-builder logs --follow'],
    [['invoke', `PAYLOAD={"a": "it's"}`], `alr-builder invoke --payload {"a": "it's"}`],
  ])('runs for make %j: %s', async (args, called) => {
    const make = spawnSync('sh', ['-c', 'command -v make'], { encoding: 'utf8' }).stdout.trim();
    await using here = await project({ Makefile: makefile });
    await using _path = await commands({ npx: 'echo "$*"' });
    const { stdout, stderr } = spawnSync(make, args, { cwd: here.directory, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe(called);
  });
});
