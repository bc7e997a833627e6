import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProgram } from '../../command-line/create-program.ts';
import { commands } from '../index.ts';
import { completionScript } from './completion-script.ts';

const run = promisify(execFile);
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'alr-completion-'));
  const program = await createProgram({ loaded: commands });
  for (const shell of ['bash', 'zsh'] as const) {
    await writeFile(join(directory, shell), completionScript(program, shell));
  }
  await writeFile(
    join(directory, 'config'),
    '[default]\n[profile shop-dev]\n[sso-session x]\n[profile $(exit>pwned)]\n',
  );
  await writeFile(
    join(directory, 'lambda.yaml'),
    'functions:\n  # all\n  orders:\n    lambda: {}\n  mails: {}\nrole: {}\n',
  );
  await writeFile(join(directory, 'lambda.prod.yaml'), '');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Where the values are that a shell looks up. */
function lookedUp() {
  const env = { ...process.env, AWS_CONFIG_FILE: join(directory, 'config'), AWS_SHARED_CREDENTIALS_FILE: '/nowhere' };
  return { cwd: directory, env };
}

/** What bash offers for the last of these words, which it has split as its completion does. */
async function completeInBash(words: readonly string[]): Promise<string[]> {
  const script = `source "$1"; shift; compopt() { COMPREPLY+=("<$2>"); }; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_alr_builder; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await run('bash', ['-c', script, 'bash', join(directory, 'bash'), ...words], lookedUp());
  return stdout.split('\n').filter((line) => line !== '');
}

/**
 * What the completion passes to zsh's own functions for the last of these words. The script is run by bash, which is on
 * more machines. It has the same quotes, but numbers arrays from 0, and shifts other variables.
 */
async function completeInZsh(words: readonly string[]): Promise<string[]> {
  const script = `compdef() { :; }
_arguments() { printf '%s\\n' "$@"; }
_describe() { printf '%s\\n' "\${commands[@]}"; }
shift() { words=("\${words[@]:1}"); }
source "$1"; words=("$@"); CURRENT=$(($# - 1)); _alr_builder`;
  const { stdout } = await run('bash', ['-c', script, 'bash', join(directory, 'zsh'), ...words], lookedUp());
  return stdout.split('\n');
}

describe('in bash', () => {
  it.each([
    ['a command', ['inv'], ['invoke']],
    ['an alias', ['ne'], ['new']],
    ['an option of a command', ['install', '--no'], ['--no-install', '--no-git']],
    ['a general option', ['--ver'], ['--version']],
    ['the value of an option', ['local', '--front', 'h'], ['http-api']],
    ['the value after =', ['local', '--front', '=', 'h'], ['http-api']],
    ['all values after =', ['local', '--log-format', '='], ['text', 'json']],
    ['a value in the same way for a short option', ['check', '-l', 'f'], ['fatal']],
    ['an argument', ['completion', ''], ['bash', 'zsh']],
    ['the source of an event', ['event', 'sn'], ['sns', 'sns-in-sqs']],
    ['the argument of help', ['help', 'rollb'], ['rollback']],
    ['files after --', ['local', '--', '--fr'], ['<default>']],
    ['nothing for a free value', ['local', '--function-name', '--fr'], []],
    ['nothing for a command without arguments', ['plan', 'x'], []],
    ['a trigger', ['new', '--trigger', 'sq'], ['sqs']],
    ['a file', ['local', '--env-from', 'x'], ['<default>']],
    ['a directory', ['plan', '-i', 'x'], ['<dirnames>']],
    ['the directory of a new project', ['new', 'x'], ['<dirnames>']],
    ['a handler', ['local', 'x'], ['<default>']],
    ['a payload', ['invoke', '--payload', '@', 'lambda.p'], ['@lambda.prod.yaml']],
    ['a payload after =', ['invoke', '--payload', '=@', 'lambda.p'], ['@lambda.prod.yaml']],
    ['nothing for a payload in JSON', ['invoke', '--payload', '{'], []],
    [
      'a profile, without running what its name says',
      ['plan', '--profile', ''],
      ['$(exit>pwned)', 'default', 'shop-dev'],
    ],
    ['a stage', ['plan', '--stage', 'p'], ['prod']],
    ['a function of the project', ['plan', '--function', 'o'], ['orders']],
  ])('completes %s', async (_what, words, expected) => {
    expect(await completeInBash(['alr-builder', ...words])).toEqual(expected);
  });
});

describe('in zsh', () => {
  it('looks values up', async () => {
    const script = `compadd() { printf '%s\\n' "$@"; }; source "$1"; _alr_builder_function; _alr_builder_stage`;
    const { stdout } = await run(
      'bash',
      ['-c', `compdef() { :; }; ${script}`, 'bash', join(directory, 'zsh')],
      lookedUp(),
    );
    expect(stdout).toBe('orders\nmails\nprod\n');
  });

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
    ['plan', '(-p --profile)--profile=[AWS profile to use]:profile:{_alr_builder_add profile}'],
    ['plan', expect.stringMatching(/^\(-i --install-dir\)--install-dir=.*:directory:_files -\/$/)],
    ['invoke', expect.stringMatching(/^\(--payload\)--payload=.*:file:\{compset -P '@' && _files\}$/)],
    ['local', '1:file:_files'],
    ['image', '*:file:_files'],
  ])('completes the options of %s: %s', async (command, spec) => {
    expect(await completeInZsh(['alr-builder', command, '-'])).toContainEqual(spec);
  });
});
