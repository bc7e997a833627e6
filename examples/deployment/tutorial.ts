/** A part of a tutorial that a reader carries out. */
export type Action =
  /** A command with everything that it prints, as far as the tutorial shows it. */
  | { readonly kind: 'run'; readonly command: string; readonly shown: string | undefined }
  /** A change of a file: the lines of a diff. */
  | { readonly kind: 'edit'; readonly file: string; readonly diff: string };

/** Marks what the tutorial leaves out: whole lines if it is alone in a line, or else a part of the line. */
const LEFT_OUT = '…';

/**
 * Reads what the reader of a tutorial has to do: each line of a block of `sh` is a command; in a block of `console`, the
 * output follows its command, which begins with `$`; a block `diff FILE` changes a file.
 */
export function readTutorial(markdown: string): Action[] {
  return blocksOf(markdown).flatMap(({ language, argument, text }): Action[] => {
    if (language === 'diff') return [{ kind: 'edit', file: argument, diff: text }];
    if (language === 'sh') {
      const commands = text.split('\n').map((each) => each.replace(/\s+# .*/, ''));
      return commands.filter(Boolean).map((command) => ({ kind: 'run', command, shown: undefined }));
    }
    if (language !== 'console') return [];
    return text
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...output] = part.split('\n');
        return { kind: 'run', command, shown: output.join('\n').trimEnd() };
      });
  });
}

/**
 * Writes into a tutorial what its commands print, where it does not show that.
 *
 * @param printed what each command of the blocks of `console` printed, in their order
 */
export function withOutputs(markdown: string, printed: readonly string[]): string {
  const remaining = [...printed];
  return markdown.replace(/```console\n(.*?)\n```/gs, (_, text: string) => {
    const parts = text.split(/^\$ /m).slice(1);
    const updated = parts.map((part) => {
      const [command = '', ...lines] = part.split('\n');
      const shown = lines.join('\n').trimEnd();
      const output = remaining.shift() ?? '';
      return `$ ${command}\n${showsOutput(shown, output) ? shown : output}`.trimEnd();
    });
    return `\`\`\`console\n${updated.join('\n')}\n\`\`\``;
  });
}

/** Applies the lines of a diff to a text, which has to contain what they change exactly once. */
export function applyDiff(text: string, diff: string): string {
  const lines = diff.split('\n');
  const side = (other: string) => lines.filter((line) => !line.startsWith(other)).map((line) => `${line.slice(1)}\n`);
  const [before, after] = [side('+').join(''), side('-').join('')];
  const parts = text.split(before);
  if (parts.length !== 2) throw new Error(`the file contains ${parts.length - 1} times:\n${before}`);
  return parts.join(after);
}

/** Whether the tutorial shows what a command printed: all of it, except for the lines that it leaves out. */
function showsOutput(shown: string, printed: string): boolean {
  const parts = shown.split('\n').map((line) => {
    if (line === LEFT_OUT) return '(?:.*\\n)*?';
    return `${line.split(LEFT_OUT).map(literally).join('.*')}\\n`;
  });
  return new RegExp(`^${parts.join('')}$`).test(`${printed}\n`);
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

interface Block {
  readonly language: string;
  readonly argument: string;
  readonly text: string;
}

function blocksOf(markdown: string): Block[] {
  const blocks = markdown.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)\n```$/gm);
  return [...blocks].map(([, language = '', argument = '', text = '']) => ({ language, argument, text }));
}
