import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url));

function alrBuilder(...args: string[]) {
  return spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: undefined },
  });
}

describe('alr-builder', () => {
  it('lists its commands', () => {
    const { status, stdout } = alrBuilder('--help');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}local /m);
    expect(stdout).toMatch(/^ {2}invoke /m);
  });

  it('prints its version', () => {
    expect(alrBuilder('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([['help'], ['help', 'check'], ['check', '--help']])('prints the help that is asked for: %s %s', (...args) => {
    const { status, stdout, stderr } = alrBuilder(...args);
    expect(stdout).toMatch(/^Usage: alr-builder /);
    expect(stdout).not.toMatch(/default: (false|\[\]|\{\})/);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it.each([
    [['chekc'], /there is no command chekc; did you mean check\?/],
    [['help', 'chekc'], /there is no command chekc; did you mean check\?/],
    [['check', '-i', ''], /'-i, --install-dir <dir>' argument '' is invalid\. It must not be empty/],
    [['check', '--stage', '../x'], /argument '..\/x' is invalid\. It must be letters, digits/],
    [['event', 'sqs', '--records', '1.5'], /argument '1\.5' is invalid\. It has to be a whole number/],
    [['check', 'extra'], /too many arguments for 'check'/],
  ])('exits 2 on a command line that makes no sense: %j', (args, expected) => {
    const { status, stderr } = alrBuilder(...args);
    expect(stderr).toMatch(expected);
    expect(status).toBe(2);
  });

  it('exits 2 on an option it does not know', () => {
    const { status, stderr } = alrBuilder('local', '--no-such-option');
    expect(status).toBe(2);
    expect(stderr).toContain("unknown option '--no-such-option'");
  });

  it('ends without a word when nobody reads on', () => {
    const line = `"${process.execPath}" "${CLI}" event s3 --records 5000 | head -n 1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    expect(stdout).toBe('{\n');
    expect(stderr).toBe('');
  });

  it('writes no colours into a pipe', () => {
    expect(alrBuilder('invoke').stderr).toMatch(/^error: /);
  });
});
