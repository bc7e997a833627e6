import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { stubCommands } from '../../../test/stub-commands.ts';
import { readCommand, showCommand, tryCommand } from './run-command.ts';

describe('tryCommand', () => {
  it('captures what a command prints, and its exit status', async () => {
    await using _path = await stubCommands({ tool: 'echo "out $1"; echo err >&2; exit 3' });
    expect(await tryCommand('tool', ['one'])).toEqual({ status: 3, stdout: 'out one', stderr: 'err' });
  });

  it('returns undefined if there is no such command', async () => {
    await using _path = await stubCommands({});
    expect(await tryCommand('tool', [])).toBeUndefined();
  });

  it('fails if the file cannot be executed', async () => {
    await using _path = await stubCommands({});
    const error = await tryCommand('/', ['--build-arg', 'TOKEN=s3cret']).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'EngineError', message: expect.stringMatching(/^cannot start \/: .*EACCES$/) });
    expect(inspect(error)).not.toContain('s3cret');
  });

  it('passes the input, even to a command that does not read it', async () => {
    await using _path = await stubCommands({ reads: 'read -r line; echo "$line"', ignores: 'exit 2' });
    const input = 'secret\n'.repeat(100_000);
    expect(await tryCommand('reads', [], input)).toMatchObject({ status: 0, stdout: 'secret' });
    expect(await tryCommand('ignores', [], input)).toMatchObject({ status: 2 });
  });

  it('reports a command that was killed as failed', async () => {
    await using _path = await stubCommands({ tool: 'kill -9 $$' });
    expect(await tryCommand('tool', [])).toMatchObject({ status: 1 });
  });
});

describe('readCommand', () => {
  it('fails with what the command prints on stderr', async () => {
    await using _path = await stubCommands({ tool: 'echo "no such image" >&2; exit 4' });
    await expect(readCommand('tool', ['inspect', 'x'])).rejects.toThrow(
      'tool inspect x failed (exit status 4): no such image',
    );
  });
});

describe('showCommand', () => {
  it('fails with the exit status', async () => {
    await using _path = await stubCommands({ tool: 'exit 5' });
    await expect(showCommand('tool', ['build'])).rejects.toThrow('tool build failed (exit status 5)');
    await expect(showCommand('other', ['build'])).rejects.toThrow('other is not installed, or not on the PATH');
  });
});
