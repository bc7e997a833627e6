import { spawnSync } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { stubCommands } from '../../../test/stub-commands.ts';
import { createTestProject } from '../../../test/test-project.ts';
import { commands } from '../../commands/index.ts';
import { defaultSettings } from '../settings/settings.ts';
import { projectFiles } from './project-files.ts';

const files = await projectFiles(defaultSettings('shop'), { directory: '/project' });
const MAKEFILE = files.find(({ path }) => path === 'Makefile')?.text ?? '';
const TARGETS = /^override targets := ((?:.*\\\n)*.*)$/m.exec(MAKEFILE)?.[1]?.split(/[\s\\]+/) ?? [];
const HAS_MAKE = spawnSync('make', ['--version']).status === 0;
if (!HAS_MAKE) console.warn("SKIPPED: the Makefile's tests need make");

describe('the scaffolded Makefile', () => {
  it('has a target for every command', () => {
    const names = commands.flatMap(({ name, alias }) => (alias === undefined ? [name] : [name, alias]));
    // `new` is another name of `install`, for a project that does not exist yet, and `completion` is for a shell.
    expect([...TARGETS, 'invoke', 'new', 'completion'].sort()).toEqual(names.sort());
  });

  it.skipIf(!HAS_MAKE).each([
    [['image'], 'npx --no-install alr-builder image'],
    [['logs', 'ARGS=--follow'], 'npx --no-install alr-builder logs --follow'],
    [['invoke', `PAYLOAD={"a": "it's"}`], `npx --no-install alr-builder invoke --payload {"a": "it's"}`],
    [['help'], 'npx --no-install alr-builder --help'],
    [['test'], 'npm test'],
  ])('make %j runs %s', async (args, called) => {
    expect((await make(args)).calls.map((words) => words.join(' '))).toEqual([called]);
  });

  it.skipIf(!HAS_MAKE)('installs the packages first if they are missing', async () => {
    const { calls } = await make(['plan'], { isInstalled: false });
    expect(calls.map((words) => words.join(' '))).toEqual(['npm install', 'npx --no-install alr-builder plan']);
  });

  it.skipIf(!HAS_MAKE).each([
    ['--key "a  b.jpg" --body \'{"a": 1}\'', ['--key', 'a  b.jpg', '--body', '{"a": 1}']],
    [' a\tb\nc  ', ['a', 'b', 'c']],
    ["''  \"\" a''b", ['', '', 'ab']],
    ['"a\\"b\\\\c\\$d\\n" e\\ f \\\'', ['a"b\\c$d\\n', 'e f', "'"]],
    ['* ~ # é', ['*', '~', '#', 'é']],
    ['', []],
  ])('splits ARGS into words as a shell does: %j', async (text, words) => {
    expect((await make(['logs', `ARGS=${text}`])).options).toEqual(words);
  });

  it.skipIf(!HAS_MAKE).each(['"a', "b 'a"])('rejects ARGS with a quote that is not closed: %s', async (text) => {
    const { calls, stderr } = await make(['logs', `ARGS=${text}`], { fails: true });
    expect(stderr).toMatch(/^ARGS has no closing ["']\n/);
    expect(calls).toEqual([]);
  });
});

describe.skipIf(!HAS_MAKE)('neither make nor a shell expands what is passed in', () => {
  /** Leaves a file behind if any part of it is run. */
  const hostile = [
    '$(shell >pwned)',
    `\${shell >pwned}`,
    '$$(>pwned)',
    '$(>pwned)',
    '`>pwned`',
    '"; >pwned; "',
    "'; >pwned; '",
    '" `>pwned` $(>pwned)',
    '\n>pwned\n',
    '\\\n>pwned',
    '| >pwned & >pwned',
    '$(eval $(shell >pwned))',
    '$(error pwned)',
    `$(MAKE) $@ $x \${HOME} $HOME $`,
    '# comment \\# $# %',
    '\\',
  ];

  it.each(hostile)('PAYLOAD: %j', async (text) => {
    const payload = JSON.stringify({ text, more: text });
    for (const raw of [payload, `x${text}`]) {
      expect((await make(['invoke', `PAYLOAD=${raw}`])).options).toEqual(['--payload', raw]);
      expect((await make(['invoke'], { env: { PAYLOAD: raw } })).options).toEqual(['--payload', raw]);
    }
  });

  const inQuotes = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

  it.each(hostile)('ARGS: %j', async (text) => {
    expect((await make(['logs', `ARGS=${inQuotes(text)}`])).options).toEqual([text]);
    expect((await make(['logs'], { env: { ARGS: inQuotes(text) } })).options).toEqual([text]);
    // Without quotes, the words are split, and some have no closing quote, but nothing runs.
    const { calls } = await make(['logs', `ARGS=x${text}`], { fails: undefined });
    expect(calls.flat().join(' ')).toMatch(/^(npx --no-install alr-builder logs x|$)/);
  });

  it.each([...TARGETS, 'invoke'])('ARGS of %s', async (target) => {
    const text = hostile.join('\n');
    const before = target === 'invoke' ? ['--payload', '{}'] : [];
    expect((await make([target, `ARGS=${inQuotes(text)}`])).options).toEqual([...before, text]);
  });

  it.each(hostile)('any other variable: %j', async (text) => {
    for (const name of ['AWS_PROFILE', 'name', 'rest', 'run', 'targets']) {
      expect((await make(['plan', `${name}=${text}`])).options).toEqual([]);
      expect((await make(['test', `${name}=${text}`])).calls).toEqual([['npm', 'test']]);
    }
    const { environment } = await make(['plan', `VALUE=x${text}`]);
    expect(environment).toBe(`x${text}`);
  });
});

const END_OF_WORD = '\u001f';
const END_OF_CALL = '\u001e';

interface MakeOptions {
  readonly isInstalled?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether make has to fail; undefined if it may. */
  readonly fails?: boolean | undefined;
}

interface MakeResult {
  /** The commands that ran, with their arguments. */
  readonly calls: readonly (readonly string[])[];
  /** What follows the target in the last call. */
  readonly options: readonly string[];
  /** The variable VALUE in the environment of the last call. */
  readonly environment: string;
  readonly stderr: string;
}

/** Runs make with stub commands that print how they were called. Nothing else may happen in the directory. */
async function make(args: readonly string[], options: MakeOptions = {}): Promise<MakeResult> {
  const { isInstalled = true, env = {} } = options;
  const command = spawnSync('sh', ['-c', 'command -v make'], { encoding: 'utf8' }).stdout.trim();
  await using here = await createTestProject({ Makefile: MAKEFILE });
  if (isInstalled) await mkdir(here.path('node_modules'));
  const print = (name: string) => `printf '%s${END_OF_WORD}' ${name} "$@"; printf '%s${END_OF_CALL}' "$VALUE"`;
  await using path = await stubCommands({ npx: print('npx'), npm: print('npm') });
  const { stdout, stderr, status } = spawnSync(command, args, {
    cwd: here.directory,
    encoding: 'utf8',
    env: { PATH: path.directory, ...env },
  });
  if (!('fails' in options)) expect(stderr).toBe('');
  if (options.fails !== undefined || !('fails' in options)) expect(status !== 0).toBe(options.fails ?? false);
  expect((await readdir(here.directory)).filter((name) => name !== 'node_modules')).toEqual(['Makefile']);
  const all = stdout
    .split(END_OF_CALL)
    .slice(0, -1)
    .map((call) => call.split(END_OF_WORD));
  const calls = all.map((words) => words.slice(0, -1));
  return {
    calls,
    options: calls.at(-1)?.slice(4) ?? [],
    environment: all.at(-1)?.at(-1) ?? '',
    stderr,
  };
}
