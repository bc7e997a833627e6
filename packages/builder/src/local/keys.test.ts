import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runtimeClient } from '../../test/local.ts';
import { allowUnreadInput, CLI } from '../../test/run-cli.ts';
import { shellWord } from '../terminal/text/shell-word.ts';
import { controlByKeys, type KeyStreams } from './keys.ts';

/** `script` of util-linux runs a command in a new terminal. On other systems, it has other options. */
const HAS_SCRIPT = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;
if (!HAS_SCRIPT) console.warn('SKIPPED: the tests of the keys need script of util-linux');

const HELP =
  'keys: o open the console, r restart, p replay the last event, s skip to what is due next, c clear, Ctrl-C stop';

interface TerminalProcess {
  readonly child: ChildProcess;
  /** Resolves to the output up to the first match after the last one. */
  until(pattern: RegExp): Promise<string>;
  press(keys: string): void;
}

/** Runs a command line in a terminal. */
function inTerminal(line: string): TerminalProcess {
  const env = { ...process.env, TERM: 'xterm', NO_COLOR: '1', FORCE_COLOR: undefined, SHELL: '/bin/sh' };
  const child = spawn('script', ['-qefc', line, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'], env });
  allowUnreadInput(child.stdin);
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  const listeners = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    for (const listener of listeners) listener();
  });
  return {
    child,
    press: (keys) => void child.stdin.write(keys),
    until: (pattern) =>
      new Promise((resolve) => {
        const check = () => {
          const match = pattern.exec(output);
          if (match === null) return;
          listeners.delete(check);
          const end = match.index + match[0].length;
          const seen = output.slice(0, end);
          output = output.slice(end);
          resolve(seen);
        };
        listeners.add(check);
        check();
      }),
  };
}

const words = (...command: string[]) => command.map((word) => shellWord(word)).join(' ');
const LOCAL = words(process.execPath, CLI, 'local', '--port', '0', '--data', 'memory', '--', ...runtimeClient);

async function startInTerminal(after = '') {
  const terminal = inTerminal(`${LOCAL}${after}`);
  const [url = ''] = /http:\S+/.exec(await terminal.until(/Listening on http:\S+\r?\n/)) ?? [];
  await terminal.until(new RegExp(HELP));
  return { ...terminal, url };
}

/** Whether the terminal of a process belongs to its group, as far as the system says so. */
function isInForeground(pid: string): boolean {
  if (!existsSync('/proc/self/stat')) return true;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return group === foreground;
}

describe.skipIf(!HAS_SCRIPT)('on a terminal', () => {
  it('r restarts the function', async () => {
    const { press, until } = await startInTerminal();
    press('r');
    await until(/restarting: as requested\r?\n/);
    await until(/starting .*\(process \d+\)/);
  });

  it('p replays the last event, and shows the response with its control characters', async () => {
    const { press, until, url } = await startInTerminal();
    press('p');
    await until(/no event has been sent yet/);
    const path = '/2015-03-31/functions/f/invocations';
    await (await fetch(url + path, { method: 'POST', body: '{"respond":"[4711]\\b\\u001b]0;title\\u0007"}' })).text();
    await until(/END RequestId/);
    press('p');
    await until(/replaying the last event/);
    await until(/START RequestId/);
    await until(/response: \[4711\]\\u0008\\u001b\]0;title\\u0007/);
  });

  it('s skips to what is due next, such as the retry of an event that failed', async () => {
    const { press, until, url } = await startInTerminal();
    press('s');
    await until(/nothing is due later, so there is no time to skip/);
    await fetch(`${url}/2015-03-31/functions/function/invocations`, {
      method: 'POST',
      headers: { 'x-amz-invocation-type': 'Event' },
      body: JSON.stringify({ fail: 'NoDatabase' }),
    });
    await until(/failed: attempt 2 of it is in 1 min/);
    press('s');
    await until(/failed: attempt 3 of it is in 2 min/);
    await until(/skipped (59|1 min)/);
  });

  it('c clears the screen, and shows the keys again', async () => {
    const { press, until } = await startInTerminal();
    press('c');
    await until(/\[2J.*keys: o open the console/);
  });

  it.each([
    ['Ctrl-C', '\x03'],
    ['Ctrl-C twice', '\x03\x03'],
  ])('%s stops it, and the terminal gets its mode back', async (_name, keys) => {
    const { press, until, child } = await startInTerminal('; stty -a; echo over');
    const exited = once(child, 'exit');
    press(keys);
    // A dash in front of a setting says that it is off, as icanon is in raw mode.
    expect(await until(/over/)).toMatch(/[^-]icanon(.|\s)*[^-]echo /);
    await exited;
  });

  describe('in a shell with job control', () => {
    async function suspendInShell() {
      const terminal = inTerminal('bash --norc --noprofile -i');
      terminal.press(`${LOCAL}\n`);
      const [url = ''] = /http:\S+/.exec(await terminal.until(/Listening on http:\S+\r?\n/)) ?? [];
      await terminal.until(new RegExp(HELP));
      terminal.press('\x1a');
      await terminal.until(/Stopped/);
      return { ...terminal, url };
    }

    it('Ctrl-Z gives the terminal its mode back, and fg lets keys control the function again', async () => {
      const { press, until } = await suspendInShell();
      press("stty -a; echo o'v'er\n");
      expect(await until(/over/)).toMatch(/[^-]icanon(.|\s)*[^-]echo /);
      press('fg\n');
      await until(new RegExp(HELP));
      press('r');
      await until(/restarting: as requested/);
      press('\x03');
      await until(/stopped\r?\n/);
    });

    it('bg leaves the keyboard to the shell, while the function runs', async () => {
      const { press, until, url } = await suspendInShell();
      press('bg\n');
      await until(/&\r?\n/);
      press("echo t'y'ped\n");
      await until(/typed\r?\n/);
      const path = '/2015-03-31/functions/f/invocations';
      expect(await (await fetch(url + path, { method: 'POST', body: '{"respond":"[4711]"}' })).text()).toBe('[4711]');
      press('jobs -l\n');
      const [, pid = ''] = /(\d+) Running/.exec(await until(/Running[^\n]*\n/)) ?? [];
      press('fg\n');
      await until(/runtime-client\.ts\r?\n/);
      // The shell does not report that a process that runs has come to the foreground.
      await expect.poll(() => isInForeground(pid)).toBe(true);
      press('\x03');
      await until(/stopped\r?\n/);
    });
  });

  it('ignores other keys', async () => {
    const { press, until } = await startInTerminal();
    press('xyzr');
    await until(/restarting: as requested/);
  });
});

describe('on Windows', () => {
  it('Ctrl-C calls the handlers of the signal, and Ctrl-Z does nothing', async () => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} });
    const stdout = Object.assign(new PassThrough(), { isTTY: true });
    const controls = {
      restart: () => {},
      hasEvent: () => false,
      replay: async () => undefined,
      skip: async () => 0,
      openConsole: async () => ({ url: undefined, isOpened: false }),
    };
    const keys = controlByKeys(controls, { stdin, stdout } as unknown as KeyStreams, 'win32');
    onTestFinished(() => keys?.close());
    const interrupted = once(process, 'SIGINT');
    stdin.write('\x1a\x03');
    expect(await interrupted).toEqual(['SIGINT']);
  });
});

describe('without a terminal', () => {
  it('shows no keys', async () => {
    const child = spawn(process.execPath, [CLI, 'local', '--port', '0', '--', ...runtimeClient], { stdio: 'pipe' });
    onTestFinished(() => void child.kill('SIGKILL'));
    let output = '';
    for await (const text of child.stdout.setEncoding('utf8')) {
      output += text;
      if (/starting .*\n/.test(output)) child.kill('SIGINT');
    }
    expect(output).not.toContain('keys:');
    expect(output).toMatch(/stopped\n$/);
  });
});
