import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { CLI } from '../../test/run-cli.ts';
import { commands } from '../commands/index.ts';
import { createProgram } from './create-program.ts';

/** The names in a list of commands: their lines are indented by two blanks, and have no dashes in front. */
function listedCommands(help: string): string[] {
  return [...help.matchAll(/^ {2}(?!alr-builder)([a-z][a-z-]*)/gm)].map(([, name = '']) => name);
}

function alrBuilder(...args: string[]) {
  return spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: undefined },
  });
}

describe('alr-builder', () => {
  it('lists the usual commands in groups', () => {
    const { status, stdout } = alrBuilder('--help');
    expect(status).toBe(0);
    const groups = [...stdout.matchAll(/^(\S.*):\n/gm)].map(([, name]) => name);
    expect(groups).toEqual(['Options', 'Start', 'Run', 'Deploy', 'Single steps']);
    expect(listedCommands(stdout).length).toBeLessThanOrEqual(18);
    expect(stdout).toContain('alr-builder --help --all');
  });

  it.each([['--help', '--all'], ['--all', '-h'], ['--all'], ['help', '--all']])(
    'lists all commands: %s %s',
    (...args) => {
      const { status, stdout } = alrBuilder(...args);
      expect(status).toBe(0);
      expect(listedCommands(stdout).sort()).toEqual([...commands.map(({ name }) => name), 'help'].sort());
      expect(stdout).toMatch(
        /^Make targets of Amazon::Lambda::Runtime:(.|\n)*^ {2}deploy +Push the image to its repository, and/m,
      );
    },
  );

  it.each(commands.map(({ name }) => [name]))(
    '%s --help has its exit codes, and examples that are valid',
    async (name) => {
      const program = await createProgram({ loaded: commands });
      const help = program.commands.find((one) => one.name() === name)?.helpInformation() ?? '';
      expect(help).toMatch(
        /^Exit codes:\n {2}0 {2}\S.*\n( {5}.*\n)* {2}1 {2}\S.*\n( {5}.*\n)* {2}2 {2}the command line is/m,
      );
      const examples = /^Examples:\n((?: .*\n)*)/m.exec(help)?.[1] ?? '';
      for (const [, line = ''] of examples.matchAll(/^ {2}(?! |alias).*?\balr-builder (.*?)(?=\)"$| \||$)/gm)) {
        const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
        const parsed = await createProgram({ loaded: commands });
        let isCalled = false;
        for (const command of parsed.commands) {
          command.action(() => {
            isCalled = true;
          });
        }
        await parsed.parseAsync(words, { from: 'user' });
        expect([line, isCalled]).toEqual([line, true]);
      }
    },
  );

  it.each([40, 60, 80])('fits its help into %i columns', async (columns) => {
    const program = await createProgram({ loaded: commands });
    for (const command of [program, ...program.commands]) {
      command.configureOutput({ getOutHelpWidth: () => columns });
      const terms = Math.max(
        ...[...command.helpInformation().matchAll(/^ {2}(-.*?) {2}/gm)].map(([, term = '']) => term.length),
      );
      // There is no room for two columns.
      if (terms > columns - 20) continue;
      for (const line of command.helpInformation().split('\n')) {
        // What is typed is not broken.
        if (!/^Usage|^ {2}alr-builder|^ {2}eval|^ {2}alias/.test(line))
          expect(line.length, line).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('lists the options of a command before those that all have', () => {
    expect(alrBuilder('apply', '--help').stdout).toMatch(
      /^Options:(.|\n)* --prune (.|\n)*^Project options:(.|\n)* --stage /m,
    );
  });

  it('shows new as an alias of install, which takes the directory', () => {
    expect(alrBuilder('--help').stdout).toMatch(/^ {2}install, new +Scaffold/m);
    expect(alrBuilder('new', '--help').stdout).toMatch(/^Usage: alr-builder install\|new \[options\] \[directory\]\n/);
  });

  it('prints its version', () => {
    expect(alrBuilder('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([['help'], ['help', 'check'], ['check', '--help']])('prints help: %s %s', (...args) => {
    const { status, stdout, stderr } = alrBuilder(...args);
    expect(stdout).toMatch(/^Usage: alr-builder /);
    expect(stdout).not.toMatch(/default: (false|\[\]|\{\})/);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it.each([
    [['chekc'], /unknown command 'chekc'; did you mean 'check'\?/],
    [['help', 'chekc'], /unknown command 'chekc'; did you mean 'check'\?/],
    [['check', '-i', ''], /'-i, --install-dir <dir>' argument '' is invalid\. Must not be empty/],
    [['check', '--stage', '../x'], /argument '..\/x' is invalid\. Must be a stage: 1 to 64 letters, digits/],
    [['event', 'sqs', '--records', '1.5'], /argument '1\.5' is invalid\. Must be a whole number/],
    [['check', 'extra'], /too many arguments for 'check'/],
    [['local', '--front', 'cdn'], /'cdn' is invalid\. Allowed choices are url, http-api, rest-api, alb\n/],
    [['completion', 'fish'], /Allowed choices are bash, zsh\n/],
    [['-i', 'dir', 'chekc'], /unknown command 'chekc'; did you mean 'check'\?/],
    [['logs', '--since', 'soon'], /"soon" is not a duration/],
    [['new', 'a', '-i', 'b'], /two directories, a and b/],
    [['new', ''], /the directory is empty/],
  ])('exits with 2 if the command line is invalid: %j', (args, expected) => {
    const { status, stderr } = alrBuilder(...args);
    expect(stderr).toMatch(expected);
    expect(status).toBe(2);
  });

  it.each([
    [['local', '--env', 's3cret'], /^error: the value of --env must have the form NAME=value\n/],
    [['local', '--evn=TOKEN=s3cret\n'], /^error: unknown option '--evn'/],
    [['event', 'sqs', '--attribute', 's3cret'], /^error: the value of --attribute must have the form NAME=value\n/],
    [['event', 'alb', '--header', 's3cret'], /^error: the value of --header must have the form "name: value"\n/],
    [['invoke', '--payload', '{"a":', '"s3cret"}'], /^error: too many arguments for 'invoke'.* but got 1\n/],
    [['invoke', '--local', '--payload', '{"a":s3cret}'], /^error: the payload is not valid JSON from line 1, column 6/],
    [['local', 'app.handler', 's3cret'], /^error: more than one handler/],
  ])('prints no values that may be secrets: %j', (args, expected) => {
    const { stdout, stderr } = alrBuilder(...args);
    expect(stderr).toMatch(expected);
    expect(stdout + stderr).not.toContain('s3cret');
  });

  it.each([
    [['plan', '--json', '-i', '/nowhere'], 1, 'NoConfigurationError', 'no configuration: /nowhere has no'],
    [['status', '--json', '-i', '/nowhere'], 1, 'NoConfigurationError', ''],
    [['apply', '--json', '-i', '/nowhere'], 1, 'NoConfigurationError', ''],
    [['teardown', '--yes', '--json', '-i', '/nowhere'], 1, 'NoConfigurationError', ''],
    [['rollback', '--json', '-i', '/nowhere'], 1, 'NoConfigurationError', ''],
    [['check', '--policy', '--json', '-i', '/nowhere'], 1, 'NoConfigurationError', ''],
    [['invoke', '--json', '--local', '--port', '1'], 1, 'EmulatorError', 'no emulator is running'],
    [['install', '--json', '--name', 'a!'], 2, 'UsageError', '--name is "a!": it must be'],
    [['local', '--json', '-i', '/nowhere'], 2, 'LocalOptionError', 'no handler is named'],
    [['event', '--json'], 2, 'UsageError', 'say which event'],
    [['--json', 'chekc'], 2, 'UsageError', "unknown command 'chekc'"],
    [['plan', '--json', '--frob=s3cret'], 2, 'UsageError', "unknown option '--frob'"],
    [['logs', '--since', 'x', '--json'], 2, 'UsageError', ''],
  ])('prints nothing but the error as JSON with --json: %j', (args, exitCode, name, message) => {
    const { status, stdout, stderr } = alrBuilder(...args);
    expect(JSON.parse(stdout)).toEqual({ error: { name, message: expect.stringContaining(message), exitCode } });
    expect(stderr).toMatch(/^error: /);
    expect(stdout + stderr).not.toContain('s3cret');
    expect(status).toBe(exitCode);
  });

  it('prints no JSON for a --json after --', () => {
    expect(alrBuilder('image', '-i', '/nowhere', '--', '--json').stdout).toBe('');
  });

  it('exits with 2 if an option is unknown', () => {
    const { status, stderr } = alrBuilder('local', '--no-such-option');
    expect(status).toBe(2);
    expect(stderr).toContain("unknown option '--no-such-option'");
  });

  it('exits silently if the reader closes the pipe', () => {
    const line = `"${process.execPath}" "${CLI}" event s3 --records 5000 | head -n 1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    expect(stdout).toBe('{\n');
    expect(stderr).toBe('');
  });

  it('writes no colors to a pipe', () => {
    expect(alrBuilder('invoke').stderr).toMatch(/^error: /);
    expect(alrBuilder('invoke', '--help').stdout).not.toContain('\x1b');
  });
});
