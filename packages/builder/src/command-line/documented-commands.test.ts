import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../commands/index.ts';
import { createProgram } from './create-program.ts';

const PACKAGE = join(import.meta.dirname, '../..');
const pages = globSync('{README,docs/**/*}.md', { cwd: PACKAGE }).sort();
const read = (path: string) => readFileSync(join(PACKAGE, path), 'utf8');

/** The command lines of `alr-builder` in the blocks for a shell, without comments. */
function commandLines(page: string): string[] {
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    [...block.matchAll(/\b(?:npx (?:alr-builder|@alr\/builder)) ((?:'[^']*'|"[^"]*"|[^'"|<#)\n])+)/g)].map(
      ([, line = '']) => line.trim(),
    ),
  );
}

/** The words of a command line, as a shell would pass them on. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

async function isAccepted(line: string): Promise<boolean> {
  const program = await createProgram({ loaded: commands });
  let isCalled = false;
  for (const command of program.commands) {
    command.configureOutput({ writeErr: () => {} });
    command.action(() => {
      isCalled = true;
    });
  }
  await program.parseAsync(wordsOf(line), { from: 'user' }).catch(() => {});
  return isCalled;
}

describe('the documentation', () => {
  const lines = pages.flatMap((path) => commandLines(read(path)).map((line) => [path, line]));

  it('has command lines', () => {
    expect(lines.length).toBeGreaterThan(30);
    expect(lines).toContainEqual(['docs/local/faults.md', 'local --fault 413']);
  });

  it.each(lines)('has only valid command lines: %s, alr-builder %s', async (_, line = '') => {
    expect(await isAccepted(line)).toBe(true);
  });

  it('describes all options of local', async () => {
    const program = await createProgram({ loaded: commands });
    const options = program.commands.find((command) => command.name() === 'local')?.options ?? [];
    const page = read('docs/local/emulator.md');
    const missing = options.map(({ long = '' }) => long).filter((flag) => !new RegExp(`\`${flag}[\`[ ]`).test(page));
    expect(missing).toEqual([]);
  });
});
