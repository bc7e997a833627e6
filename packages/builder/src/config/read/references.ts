import type { Problem } from '../problem.ts';
import type { ConfigurationFile, Setting, WrittenText } from './setting.ts';

/**
 * The file with its environment references filled in: `${NAME}`, or `${NAME:-default}`, whose default may have further
 * ones in it. `$${` is a literal `${`. Those to variables that aren't set become problems.
 */
export function fillInReferences(
  file: ConfigurationFile,
  env: Readonly<Record<string, string | undefined>>,
): ConfigurationFile {
  const problems: Problem[] = [...file.problems];
  const settings = new Map(
    [...file.settings].map(([path, setting]) => [path, fillInSetting(setting, (text) => fillIn(text, env, problems))]),
  );
  return { ...file, settings, problems };
}

function fillInSetting(setting: Setting, fill: (written: WrittenText) => WrittenText): Setting {
  switch (setting.kind) {
    case 'text':
      return { ...setting, ...fill(setting) };
    case 'list':
      return { ...setting, items: setting.items.map(fill) };
    case 'map':
      return { ...setting, entries: new Map([...setting.entries].map(([name, text]) => [name, text && fill(text)])) };
    case 'unset':
      return setting;
  }
}

function fillIn(
  written: WrittenText,
  env: Readonly<Record<string, string | undefined>>,
  problems: Problem[],
): WrittenText {
  const say = (message: string) => problems.push({ place: written.place, message });

  function fill(text: string): string {
    const begin = text.indexOf('${');
    if (begin === -1) return text;
    if (text[begin - 1] === '$') return `${text.slice(0, begin - 1)}\${${fill(text.slice(begin + 2))}`;
    const end = endOf(text, begin);
    if (end === undefined) {
      say(`${text.slice(begin)} is not closed: a reference is \${NAME} or \${NAME:-default}, ${LITERAL}`);
      return text;
    }
    return text.slice(0, begin) + resolve(text.slice(begin, end)) + fill(text.slice(end));
  }

  function resolve(reference: string): string {
    const [, name, fallback] = /^\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?\}$/s.exec(reference) ?? [];
    if (name === undefined) {
      say(`${reference} is not a reference: it must be \${NAME} or \${NAME:-default}; ${LITERAL}`);
      return reference;
    }
    if (fallback !== undefined) return env[name] || fill(fallback);
    const value = env[name];
    if (value !== undefined) return value;
    say(`\${${name}}: the environment variable ${name} is not set; set it, or give a default: \${${name}:-default}`);
    return reference;
  }

  return { text: fill(written.text), place: written.place };
}

const LITERAL = 'a literal "${" is written "$${"';

/** Where the reference ends that begins here, with those in its default; undefined where it isn't closed. */
function endOf(text: string, begin: number): number | undefined {
  let depth = 0;
  for (const { 0: brace, index } of text.slice(begin).matchAll(/\$\{|\}/g)) {
    depth += brace === '}' ? -1 : 1;
    if (depth === 0) return begin + index + 1;
  }
  return undefined;
}
