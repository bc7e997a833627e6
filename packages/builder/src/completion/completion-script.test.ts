import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProgram } from '../command-line/create-program.ts';
import { commands } from '../commands/index.ts';
import { completionScript } from './completion-script.ts';

const run = promisify(execFile);
const HAS_BASH = spawnSync('bash', ['--version']).status === 0;
const HAS_ZSH = spawnSync('zsh', ['--version']).status === 0;
if (!HAS_BASH) console.warn('SKIPPED: the tests of the completion for bash need bash');
if (!HAS_ZSH) console.warn('SKIPPED: the tests of the completion for zsh need zsh');

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'alr-completion-'));
  const program = await createProgram({ loaded: commands });
  for (const shell of ['bash', 'zsh'] as const) {
    await writeFile(join(directory, shell), completionScript(program, shell));
  }
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** What bash offers for the last of these words, which it has split as its completion does. */
async function completeInBash(words: readonly string[]): Promise<string[]> {
  const script = `source "$1"; shift; compopt() { :; }; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_alr_builder; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await run('bash', ['-c', script, 'bash', join(directory, 'bash'), ...words]);
  return stdout.split('\n').filter((line) => line !== '');
}

/** What the completion passes to zsh's own functions for the last of these words. */
async function completeInZsh(words: readonly string[]): Promise<string[]> {
  const script = `compdef() { :; }; _arguments() { print -rl -- "$@"; }; _describe() { print -rl -- $commands; }
source $1; shift; words=("$@"); CURRENT=$#; _alr_builder`;
  const { stdout } = await run('zsh', ['-f', '-c', script, 'zsh', join(directory, 'zsh'), ...words]);
  return stdout.split('\n');
}

describe.skipIf(!HAS_BASH)('in bash', () => {
  it.each([
    ['a command', ['inv'], ['invoke']],
    ['an alias', ['lambda-tear'], ['lambda-teardown']],
    ['an option of a command', ['local', '--ins'], ['--install-dir', '--inspect']],
    ['a general option', ['--ver'], ['--version']],
    ['the value of an option', ['local', '--front', 'h'], ['http-api']],
    ['the value after =', ['local', '--front', '=', 'h'], ['http-api']],
    ['all values after =', ['local', '--log-format', '='], ['text', 'json']],
    ['a value in the same way for a short option', ['check', '-l', 'f'], ['fatal']],
    ['an argument', ['completion', ''], ['bash', 'zsh']],
    ['the source of an event', ['event', 'sn'], ['sns', 'sns-in-sqs']],
    ['the argument of help', ['help', 'rollb'], ['rollback']],
    ['nothing after --', ['local', '--', '--fr'], []],
    ['nothing for a free value', ['local', '--function-name', '--fr'], []],
  ])('completes %s', async (_what, words, expected) => {
    expect(await completeInBash(['alr-builder', ...words])).toEqual(expected);
  });
});

describe.skipIf(!HAS_ZSH)('in zsh', () => {
  it('completes the commands, with their summaries', async () => {
    const offered = await completeInZsh(['alr-builder', 'inv']);
    expect(offered).toContain('invoke:Invoke the function with an event and print its response');
    expect(offered).toContain("logs:Print the function's log");
  });

  it.each([
    ['local', "(--log-format)--log-format=[Format of the function's log]:value:(text json)"],
    ['local', '*--env=[Environment variable for the function (repeatable)]:value: '],
    ['check', '(-c --config-file)-c+[Configuration file (default\\: lambda.yaml, or else lambda.env)]:file:_files'],
    ['completion', '1:value:(bash zsh)'],
    ['lambda-teardown', '(-y --yes)--yes[Do not ask for confirmation]'],
  ])('completes the options of %s: %s', async (command, spec) => {
    expect(await completeInZsh(['alr-builder', command, '-'])).toContain(spec);
  });
});
