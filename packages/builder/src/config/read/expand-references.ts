import { fileScope, functionScope, type KeyScope, pathInPart, triggerScope } from '../keys/scopes.ts';
import type {
  ConfigurationFile,
  FilePart,
  FunctionPart,
  RawSetting,
  RawText,
  RawTree,
  TriggerPart,
} from './configuration-file.ts';
import type { Location, Problem } from './problem.ts';

const SYNTAX = `write a reference as \${NAME} or \${NAME:-default}, and a literal "\${" as "$\${"`;

/** Whether a problem is that a reference names a variable that is not set. */
export function isUnsetReference({ message }: Problem): boolean {
  return /^\$\{\w+\}: the environment variable \w+ is not set/.test(message);
}

/**
 * Replaces references to environment variables with their values: `${NAME}` or `${NAME:-default}`, whose default may
 * contain references too. `$${` is a literal `${`. A reference to a variable that is not set is a problem. No problem
 * contains the text: it may be a secret.
 *
 * @param onDefault called with the name of each variable whose default is used, and the default
 */
export function expandReferences(
  file: ConfigurationFile,
  env: Readonly<Record<string, string | undefined>>,
  onDefault: (name: string, value: string, location: Location) => void = () => {},
): ConfigurationFile {
  const problems: Problem[] = [...file.problems];
  const expand = (raw: RawText, what: string) => expandText(raw, what, env, problems, onDefault);
  const expandPart = ({ settings, ...part }: FilePart, prefix: string, scope: KeyScope): FilePart => {
    const expanded = [...settings].map(([path, setting]) => {
      const shown = `${prefix}${pathInPart(path, scope) ?? path}`;
      return [path, expandSetting(shown, setting, expand)] as const;
    });
    return { ...part, settings: new Map(expanded) };
  };
  const expandTriggers = (triggers: readonly TriggerPart[] | undefined, prefix: string) =>
    triggers?.map(({ name, ...part }, index): TriggerPart => {
      const shown = `${prefix}triggers[${index}].`;
      return { ...expandPart(part, shown, triggerScope), name: name && expand(name, `${shown}name`) };
    });
  const expandFunction = (name: string, { was, triggers, ...part }: FunctionPart): FunctionPart => {
    const prefix = `functions.${name}.`;
    return {
      ...expandPart(part, prefix, functionScope),
      was: was && expand(was, `${prefix}was`),
      triggers: expandTriggers(triggers, prefix),
    };
  };
  const { functions } = file;
  return {
    ...file,
    ...expandPart(file, '', fileScope),
    triggers: expandTriggers(file.triggers, ''),
    functions: functions && new Map([...functions].map(([name, part]) => [name, expandFunction(name, part)])),
    problems,
  };
}

function expandSetting(path: string, setting: RawSetting, expand: (raw: RawText, what: string) => RawText): RawSetting {
  switch (setting.kind) {
    case 'text':
      return { ...setting, ...expand(setting, path) };
    case 'list':
      return { ...setting, items: setting.items.map((raw) => expand(raw, `an entry of ${path}`)) };
    case 'map': {
      const entries = [...setting.entries].map(([name, raw]) => [name, raw && expand(raw, `${path}.${name}`)] as const);
      return { ...setting, entries: new Map(entries) };
    }
    case 'tree':
      return { ...setting, tree: expandTree(setting.tree, path, expand) };
    case 'unset':
      return setting;
  }
}

/** Texts in a structure stay texts, also if they look like numbers then. */
function expandTree(tree: RawTree, path: string, expand: (raw: RawText, what: string) => RawText): RawTree {
  switch (tree.kind) {
    case 'leaf': {
      const { value: text, location } = tree;
      return typeof text === 'string' ? { ...tree, value: expand({ text, location }, path).text } : tree;
    }
    case 'list':
      return { ...tree, items: tree.items.map((item) => expandTree(item, path, expand)) };
    case 'map': {
      const entries = [...tree.entries].map(([name, value]) => [name, expandTree(value, path, expand)] as const);
      return { ...tree, entries: new Map(entries) };
    }
  }
}

function expandText(
  { text: rawText, location }: RawText,
  what: string,
  env: Readonly<Record<string, string | undefined>>,
  problems: Problem[],
  onDefault: (name: string, value: string, location: Location) => void,
): RawText {
  const report = (message: string) => problems.push({ location, message });

  function expand(text: string): string {
    const start = text.indexOf('${');
    if (start === -1) return text;
    if (text[start - 1] === '$') return `${text.slice(0, start - 1)}\${${expand(text.slice(start + 2))}`;
    const end = endOfReference(text, start);
    if (end === undefined) {
      report(`${what} contains a reference that is not closed: ${SYNTAX}`);
      return text;
    }
    return text.slice(0, start) + resolve(text.slice(start, end)) + expand(text.slice(end));
  }

  function resolve(reference: string): string {
    const [, name, fallback] = /^\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?\}$/s.exec(reference) ?? [];
    if (name === undefined) {
      report(`${what} contains "\${" without a name: ${SYNTAX}`);
      return reference;
    }
    // Names such as "constructor" must not be looked up in the prototype.
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (fallback !== undefined) return value || expandDefault(name, fallback);
    if (value !== undefined) return value;
    report(`\${${name}}: the environment variable ${name} is not set; set it, or add a default: \${${name}:-default}`);
    return reference;
  }

  function expandDefault(name: string, text: string): string {
    const value = expand(text);
    onDefault(name, value, location);
    return value;
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
