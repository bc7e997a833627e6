import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { handlerModules } from '../../../image/handler-name.ts';
import type { PackageManagerCommands } from '../../../package-manager/package-managers.ts';

/** What to write, by what Node says about a module that it cannot run. The first entry that matches counts. */
const advice: readonly (readonly [RegExp, (match: RegExpExecArray, add: string) => string | undefined])[] = [
  [
    /TypeScript (.+?) (?:is|are) not supported in strip-only mode/,
    ([, what]) => `Node only removes types, so it cannot run TypeScript's ${what}: write it as plain JavaScript`,
  ],
  [
    /angle-bracket syntax for type assertions[^\n]* is not supported in type strip mode/,
    () => 'Node only removes types, and not those in angle brackets: write `value as Type`',
  ],
  [/\.[cm]?ts cannot be parsed: Unexpected identifier '[^']+'/, () => ACCESSORS],
  [/experimentalDecorators|[Dd]ecorators? (?:is|are) not (?:valid|supported)/, () => DECORATORS],
  [/does not provide an export named '([^']+)'/, ([, name]) => `if ${name} is a type, write import { type ${name} }`],
  [/Unknown file extension "\.(tsx|jsx)"/, ([, ending = '']) => withoutJsx(ending)],
  [/no module for the handler "(.+?)" in (.+?): use /, ([, handler = '', folder = '']) => otherEnding(handler, folder)],
  [
    /Directory import '([^']+)' is not supported/,
    () => `Node does not look for an index file: write its path, such as ./lib/index.ts`,
  ],
  [/needs an import attribute of "?type: json"?/, () => `write import data from './data.json' with { type: 'json' }`],
  [
    /Cannot find module '[^']*\/([^/']+)\.[cm]?js' imported from [^\n]*\.[cm]?tsx?\b/,
    ([, name]) =>
      `Node does not look for a source behind the name of a compiled file: write the name of the file itself, such as ./${name}.ts`,
  ],
  [
    /Cannot find module '[^']*\/([^/.']+)' imported from/,
    ([, name]) => `Node needs the ending of a file: write it in the import, such as ./${name}.ts`,
  ],
  [
    /Cannot find package '([^']+)' imported from/,
    ([, name = ''], add) => {
      const alias = `if ${name} is an alias of tsconfig.json ("paths"), write a relative path`;
      return /^(@[\w.-]+\/)?\w[\w.-]*$/.test(name) ? `install it, as in ${add} ${name}; ${alias}` : alias;
    },
  ],
  [
    /Stripping types is currently unsupported for files under node_modules/,
    () => `Node does not run TypeScript in node_modules: compile that package to JavaScript`,
  ],
  [/\b(__dirname|__filename) is not defined in ES module scope/, ([, name]) => `write import.meta.${name?.slice(2)}`],
  [
    /\b(require|exports|module) is not defined in ES module scope/,
    () => `write import and export, or give the file the ending .cjs or .cts`,
  ],
  [
    /Cannot use import statement outside a module|Unexpected token 'export'/,
    () => `set "type": "module" in package.json`,
  ],
  [/cannot be parsed: Invalid or unexpected token/, () => DECORATORS],
];

/** What to do about a handler's module whose ending the runtime does not look for. */
function otherEnding(handler: string, folder: string): string | undefined {
  for (const module of handlerModules(handler)) {
    const ending = ['cts', 'tsx', 'jsx'].find((name) => existsSync(join(folder, `${module}.${name}`)));
    if (ending === 'cts') return `write the ending .cts in the name of the handler, as in ./${module}.cts`;
    if (ending !== undefined) return withoutJsx(ending);
  }
  return undefined;
}

function withoutJsx(ending: string): string {
  return `Node does not run .${ending} files: rename the file to .${ending.replace('x', '')} if it has no JSX`;
}

const ACCESSORS = 'if the function has the keyword accessor, Node does not know it yet: write get and set';
const DECORATORS = `if the function has decorators, Node cannot run them: call the function instead`;

/** The bundler cannot compile the standard decorators and the keyword `accessor`, only those of the setting. */
const needsSetting = (sentence: string): boolean => sentence === ACCESSORS || sentence === DECORATORS;

/**
 * One sentence on what to do about a module that Node, without a bundler, cannot run; undefined for other errors.
 *
 * @param hasBundler whether the project has one that the user does not want
 */
export function adviceForNode(
  message: string,
  hasBundler: boolean,
  { add, addForDevelopment }: PackageManagerCommands,
): string | undefined {
  for (const [pattern, describe] of advice) {
    const match = pattern.exec(message);
    const sentence = match === null ? undefined : describe(match, add);
    if (sentence === undefined) continue;
    const install = `run ${addForDevelopment} rolldown, with which alr-builder local compiles the function as the image does`;
    const setting = needsSetting(sentence) ? 'set "experimentalDecorators": true in tsconfig.json and ' : '';
    return `${sentence}, or ${setting}${hasBundler ? 'leave out --no-bundle' : install}`;
  }
  return undefined;
}
