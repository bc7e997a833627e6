import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const cli = fileURLToPath(new URL('cli.ts', import.meta.url));

function alrBuilder(...args: string[]) {
  return spawnSync(process.execPath, [cli, ...args], {
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

  it('exits 2 on an option it does not know', () => {
    const { status, stderr } = alrBuilder('local', '--no-such-option');
    expect(status).toBe(2);
    expect(stderr).toContain("unknown option '--no-such-option'");
  });

  it('ends without a word when nobody reads on', () => {
    const line = `"${process.execPath}" "${cli}" event s3 --records 5000 | head -n 1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    expect(stdout).toBe('{\n');
    expect(stderr).toBe('');
  });

  it('writes no colours into a pipe', () => {
    expect(alrBuilder('invoke').stderr).toMatch(/^error: /);
  });
});
