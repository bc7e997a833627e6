/** What to write, by what Node says about a module that it cannot run. The first entry that matches counts. */
const advice: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [
    /TypeScript (.+?) (?:is|are) not supported in strip-only mode/,
    ([, what]) => `Node only removes types, so that it cannot run TypeScript's ${what}: write it as plain JavaScript`,
  ],
  [/experimentalDecorators|[Dd]ecorators? (?:is|are) not (?:valid|supported)/, () => decorators],
  [/does not provide an export named '([^']+)'/, ([, name]) => `if ${name} is a type, write import { type ${name} }`],
  [
    /Unknown file extension "\.(tsx|jsx)"/,
    ([, ending]) => `Node does not run .${ending} files: rename the file to .ts if it has no JSX`,
  ],
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
    ([, name]) => `if ${name} is an alias of tsconfig.json ("paths"), write a relative path`,
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
  [/cannot be parsed: Invalid or unexpected token/, () => decorators],
];

const decorators = `if the function has decorators, Node cannot run them: call the function instead`;

const INSTALL =
  'run npm install --save-dev rolldown, with which alr-builder local compiles the function as the image does';
const BUNDLE = 'leave out --no-bundle';

/**
 * One sentence on what to do about a module that Node, without a bundler, cannot run; undefined for other errors.
 *
 * @param hasBundler whether the project has one that the user does not want
 */
export function adviceForNode(message: string, hasBundler: boolean): string | undefined {
  for (const [pattern, describe] of advice) {
    const match = pattern.exec(message);
    if (match !== null) return `${describe(match)}, or ${hasBundler ? BUNDLE : INSTALL}`;
  }
  return undefined;
}
