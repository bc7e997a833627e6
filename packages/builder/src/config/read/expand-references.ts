import type { ConfigurationFile, RawSetting, RawText } from './configuration-file.ts';
import type { Problem } from './problem.ts';

const SYNTAX = `write a reference as \${NAME} or \${NAME:-default}, and a literal "\${" as "$\${"`;

/**
 * Replaces references to environment variables with their values: `${NAME}` or `${NAME:-default}`, whose default may
 * contain references too. `$${` is a literal `${`. A reference to a variable that is not set is a problem.
 */
export function expandReferences(
  file: ConfigurationFile,
  env: Readonly<Record<string, string | undefined>>,
): ConfigurationFile {
  const problems: Problem[] = [...file.problems];
  const expand = (raw: RawText) => expandText(raw, env, problems);
  const settings = new Map([...file.settings].map(([path, setting]) => [path, expandSetting(setting, expand)]));
  return { ...file, settings, problems };
}

function expandSetting(setting: RawSetting, expand: (raw: RawText) => RawText): RawSetting {
  switch (setting.kind) {
    case 'text':
      return { ...setting, ...expand(setting) };
    case 'list':
      return { ...setting, items: setting.items.map(expand) };
    case 'map':
      return { ...setting, entries: new Map([...setting.entries].map(([name, raw]) => [name, raw && expand(raw)])) };
    case 'unset':
      return setting;
  }
}

function expandText(
  { text: rawText, location }: RawText,
  env: Readonly<Record<string, string | undefined>>,
  problems: Problem[],
): RawText {
  const report = (message: string) => problems.push({ location, message });

  function expand(text: string): string {
    const start = text.indexOf('${');
    if (start === -1) return text;
    if (text[start - 1] === '$') return `${text.slice(0, start - 1)}\${${expand(text.slice(start + 2))}`;
    const end = endOfReference(text, start);
    if (end === undefined) {
      report(`${text.slice(start)} is not closed: ${SYNTAX}`);
      return text;
    }
    return text.slice(0, start) + resolve(text.slice(start, end)) + expand(text.slice(end));
  }

  function resolve(reference: string): string {
    const [, name, fallback] = /^\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?\}$/s.exec(reference) ?? [];
    if (name === undefined) {
      report(`${reference} is not a reference: ${SYNTAX}`);
      return reference;
    }
    // Names such as "constructor" must not be looked up in the prototype.
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (fallback !== undefined) return value || expand(fallback);
    if (value !== undefined) return value;
    report(`\${${name}}: the environment variable ${name} is not set; set it, or add a default: \${${name}:-default}`);
    return reference;
  }

  return { text: expand(rawText), location };
}

/** The end of the reference at `start`, including references in its default; undefined if it is not closed. */
function endOfReference(text: string, start: number): number | undefined {
  let depth = 0;
  for (const { 0: brace, index } of text.slice(start).matchAll(/\$\{|\}/g)) {
    depth += brace === '}' ? -1 : 1;
    if (depth === 0) return start + index + 1;
  }
  return undefined;
}
