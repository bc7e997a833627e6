import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { triggerTypes } from '../../config/keys/trigger-keys.ts';
import { CancelledError, promptForGit, promptForSettings } from './prompt-for-settings.ts';
import { defaultSettings } from './settings.ts';

const ENTER = '\r';
const DOWN = '\u001b[B';
const ESCAPE = '\u001b';

/** A terminal on which the user types an answer when a prompt appears. */
class TypingUser {
  readonly input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => this.input });
  readonly output = Object.assign(new PassThrough(), { isTTY: true, columns: 120, rows: 50 });
  screen = '';

  constructor(answers: readonly (readonly [prompt: string, keys: string])[]) {
    const left = [...answers];
    this.output.on('data', (chunk: Buffer) => {
      this.screen += stripVTControlCharacters(chunk.toString());
      const [next] = left;
      if (next === undefined || !this.screen.includes(next[0])) return;
      left.shift();
      setImmediate(() => this.input.write(next[1]));
    });
  }
}

const defaults = defaultSettings('my-shop');

describe('the prompts', () => {
  it('show the default name as a placeholder, and use it if nothing is typed', async () => {
    const user = new TypingUser([
      ['Function name', ENTER],
      ['What invokes', ENTER],
      ['Language', ENTER],
      ['Package manager', ENTER],
    ]);
    expect(await promptForSettings({}, defaults, user)).toEqual(defaults);
    expect(user.screen).toContain('my-shop');
  });

  it('take what is typed instead of the placeholder', async () => {
    const user = new TypingUser([
      ['Function name', `orders${ENTER}`],
      ['What invokes', DOWN + ENTER],
      ['Language', DOWN + ENTER],
    ]);
    expect(await promptForSettings({ packageManager: 'pnpm' }, defaults, user)).toMatchObject({
      name: 'orders',
      trigger: 'url',
      language: 'javascript',
      packageManager: 'pnpm',
    });
  });

  it('explain every trigger in one line of 80 columns', async () => {
    const user = new TypingUser([['What invokes', ENTER]]);
    await promptForSettings({ name: 'a', language: 'typescript', packageManager: 'npm' }, defaults, user);
    expect(user.screen.split('\n').filter((line) => line.length > 80)).toEqual([]);
    for (const trigger of triggerTypes) expect(user.screen).toMatch(new RegExp(`[●○] ${trigger} +\\S+ \\S+.*\n`));
  });

  it('write nothing if one is cancelled', async () => {
    const user = new TypingUser([['Function name', ESCAPE]]);
    await expect(promptForSettings({}, defaults, user)).rejects.toThrow(
      new CancelledError('cancelled: no files were written'),
    );
    expect(user.screen).not.toContain('Cancelled');
  });

  it('offer a Git repository', async () => {
    expect(await promptForGit(new TypingUser([['Git repository?', ENTER]]))).toBe(true);
    expect(await promptForGit(new TypingUser([['Git repository?', 'n']]))).toBe(false);
  });
});
