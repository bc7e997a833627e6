import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { moveCommandFirst } from './find-command.ts';

const program = new Command();
for (const name of ['install', 'check', 'local']) {
  program.command(name).option('-i, --install-dir <dir>').option('-c, --config-file <file>').option('-f, --force');
}

describe('moveCommandFirst', () => {
  it.each([
    ['check -c x', 'check -c x'],
    ['-c x check', 'check -c x'],
    ['-f install -i dir', 'install -f -i dir'],
    ['-i local install', 'install -i local'],
    ['--config-file=x check', 'check --config-file=x'],
    ['-i dir', '-i dir'],
    ['local app -- python check', 'local app -- python check'],
    ['-h check', 'check -h'],
    ['help check more', 'help check more'],
    ['help --all check', 'help check'],
    ['-V check', '--version'],
    ['--help --all', '--help'],
    // Commander reports options that are unknown.
    ['--frob x check', '--frob x check'],
  ])('orders %j as %j', async (typed, ordered) => {
    expect((await moveCommandFirst(typed.split(' '), program)).join(' ')).toBe(ordered);
  });

  it.each([[['chekc']], [['help', 'chekc']], [['-i', 'dir', 'chekc']], [['--config-file=x', 'chekc']]])(
    'suggests the command that was probably meant: %j',
    async (args) => {
      await expect(moveCommandFirst(args, program)).rejects.toThrow("unknown command 'chekc'; did you mean 'check'?");
    },
  );

  it.each([
    ['dev', 'local'],
    ['destroy', 'teardown'],
  ])('knows what other tools call a command: %s', async (name, command) => {
    await expect(moveCommandFirst([name], program)).rejects.toThrow(`did you mean '${command}'?`);
  });

  it('suggests nothing for a name that every object has', async () => {
    await expect(moveCommandFirst(['constructor'], program)).rejects.toThrow(/^unknown command 'constructor' \(/);
  });
});
