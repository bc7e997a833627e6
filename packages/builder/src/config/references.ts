import type { Problem } from './problem.ts';
import type { ConfigurationFile, Setting, WrittenText } from './setting.ts';

/** `$${` (a literal `${`), `${NAME}` or `${NAME:-default}`. */
const reference = /\$\$\{|\$\{([^}]*)\}/g;

/** The file with its environment references filled in; those to variables that aren't set become problems. */
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
  const text = written.text.replace(reference, (whole, inner: string | undefined) => {
    if (inner === undefined) return '${';
    const [, name, fallback] = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s.exec(inner) ?? [];
    const say = (message: string) => problems.push({ place: written.place, message });
    if (name === undefined) {
      say(`${whole} is not a reference: it must be \${NAME} or \${NAME:-default}; a literal "\${" is written "$\${"`);
      return whole;
    }
    const value = fallback === undefined ? env[name] : env[name] || fallback;
    if (value !== undefined) return value;
    say(`\${${name}}: the environment variable ${name} is not set; set it, or give a default: \${${name}:-default}`);
    return whole;
  });
  return { text, place: written.place };
}
