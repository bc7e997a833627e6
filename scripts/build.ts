/**
 * Builds the package in the working directory. Each `./dist/NAME.js` in its package.json (`main`, `exports`, `bin`) is
 * bundled from `src/NAME.ts`, with the type declarations that it leads to. Dependencies and peers stay imports.
 *
 * Usage: node build.ts [--apart NAME] [--lazy NAME] [--copy PACKAGE=MODULE] [--minify] [--keep-globals] [--reject-old-node]
 * An entry built apart shares no file with the entries of package.json, so that those stay in as few files as possible.
 * A lazy module is loaded by an `import()` in the others, and becomes one file. It has copies of what it shares with them,
 * because a cold start would pay for a file with what they share. So it must share no state and no public class.
 * What is imported from a copied package comes from that module, and is bundled.
 * Code that a cold start loads is minified, which shortens its compilation. The source maps contain the sources.
 * The functions of a module with the comment `// @compile-at-start` are compiled as the file is loaded, except those
 * with the comment `// @compile-later` above them.
 * With --reject-old-node, the entries reject a Node that is older than `engines`, with a message that says so.
 * With --keep-globals, the entries of package.json use the globals that exist when they start, even if the user's code
 * replaces them later. Entries built apart do not, because unit tests simulate clocks.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Plugin, RolldownMagicString, rolldown } from 'rolldown';
import { type ESTree, Visitor } from 'rolldown/utils';
import { pruneDeclarations } from './prune-declarations.ts';

interface Manifest {
  readonly name: string;
  readonly engines: { readonly node: string };
  readonly main?: string;
  readonly exports?: Record<string, string>;
  readonly bin?: Record<string, string>;
  readonly dependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const bins = Object.values(manifest.bin ?? {});
const paths = new Set([manifest.main ?? '', ...Object.values(manifest.exports ?? {}), ...bins]);
const names = [...paths].map((path) => /^\.\/dist\/(.+)\.js$/.exec(path)?.[1]).filter((name) => name !== undefined);
/** Keep the names of classes, which appear in error messages and logs. */
const keepingClassNames = {
  compress: { keepNames: { class: true, function: false } },
  mangle: { keepNames: { class: true, function: false } },
};

/**
 * V8 checks the syntax of a function as it loads a file, and parses it again when it is first called. It compiles a
 * function expression in parentheses at once, which takes less time if the function is called before the first response.
 */
const compileAtStart: Plugin = {
  name: 'compile-at-start',
  transform: {
    filter: { code: /^\/\/ @compile-at-start$/m },
    handler(source, id, { ast }) {
      const code = new RolldownMagicString(source);
      let end = 0;
      for (const statement of (ast ?? this.parse(source, { lang: 'ts' })).body) {
        const isLater = source.slice(end, statement.start).includes('// @compile-later');
        end = statement.end;
        const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
        if (isLater || declaration?.type !== 'FunctionDeclaration' || !declaration.body) continue;
        code.appendLeft(declaration.start, `var ${declaration.id?.name}=(`);
        code.appendRight(declaration.end, ');');
      }
      return {
        code: code.toString(),
        map: code.generateMap({ source: id, hires: true, includeContent: true }).toString(),
      };
    },
  },
};

/** Makes an `import()` of a lazy module lead to the file of that module. */
function keepApart(lazyModules: readonly string[]): Plugin {
  const files = new Map(lazyModules.map((name) => [resolve(`src/${name}.ts`), `./${name}.js`]));
  return {
    name: 'keep-apart',
    resolveId(source, importer) {
      const file = importer === undefined ? undefined : files.get(resolve(dirname(importer), source));
      return file === undefined ? undefined : { id: file, external: 'absolute' };
    },
  };
}

/**
 * The minifier writes strings as templates. V8 reads quotes faster: it takes 0.4 % fewer instructions until the first
 * response. Only strings of the same length are changed, so that the source map stays valid.
 */
const quoteStrings: Plugin = {
  name: 'quote-strings',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk') continue;
      const code = new RolldownMagicString(file.code);
      const tags = new Set<ESTree.Node>();
      new Visitor({
        TaggedTemplateExpression: ({ quasi }) => void tags.add(quasi),
        TemplateLiteral(node) {
          const text = file.code.slice(node.start + 1, node.end - 1);
          const quote = ['"', "'"].find((mark) => !text.includes(mark));
          if (quote === undefined || node.expressions.length > 0 || tags.has(node) || /\\[`$]|[\r\n]/.test(text))
            return;
          code.overwrite(node.start, node.end, quote + text + quote);
        },
      }).visit(this.parse(file.code));
      file.code = code.toString();
    }
  },
};

/** Globals that libraries replace: other promises, simulated clocks. Reading them at the start costs nothing. */
const KEPT_GLOBALS = 'const{Buffer,Date,Promise,clearTimeout,setImmediate,setTimeout}=globalThis;';

/**
 * A statement on a separate line, because Node prints the line that throws. A supported Node only compares, because
 * `import.meta.main` is a boolean there, except in some versions of Node 23 and 24. A bin exits without a stack trace.
 */
function oldNodeCheck(): string {
  const [major, minor] = /\d+\.\d+/.exec(manifest.engines.node)?.[0].split('.') ?? [];
  const isOld = `let[a,b]=process.versions.node.split('.');if(a<${major}||a==${major}&&b<${minor})`;
  const names = Object.keys(manifest.bin ?? {}).join('|');
  const bin = `/[\\\\/](${names})(\\.js)?$/.exec(process.argv[1])`;
  const message = `(c?c[1]:'${manifest.name}')+' needs Node ${major}.${minor} or later, but this is Node '+process.versions.node+' ('+process.execPath+'): install a newer version, or put it first in PATH'`;
  return `if(import.meta.main===undefined){${isOld}{let c=${bin},d=${message};if(c){console.error(d);process.exit(1)}throw new Error(d)}}`;
}

const {
  apart,
  lazy,
  copy,
  minify,
  'keep-globals': keepGlobals,
  'reject-old-node': rejectOldNode,
} = parseArgs({
  options: {
    apart: { type: 'string', multiple: true, default: [] },
    lazy: { type: 'string', multiple: true, default: [] },
    copy: { type: 'string', multiple: true, default: [] },
    minify: { type: 'boolean', default: false },
    'keep-globals': { type: 'boolean', default: false },
    'reject-old-node': { type: 'boolean', default: false },
  },
}).values;

const copies = new Map(
  copy.map((pair) => {
    const [name = '', module = ''] = pair.split('=');
    return [name, resolve(module)];
  }),
);
const imported = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).filter(
  (name) => !copies.has(name),
);

rmSync('dist', { recursive: true, force: true });
await bundle(names, '[name].js', keepGlobals ? KEPT_GLOBALS : '');
for (const name of lazy) await bundle([name], '[name].js', '');
for (const name of apart) await bundle([name], `${name}/[name].js`, '');
for (const bin of bins) chmodSync(bin, 0o755);

execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
pruneDeclarations('dist', [...names, ...lazy, ...apart]);

async function bundle(entries: readonly string[], chunkFileNames: string, intro: string): Promise<void> {
  const build = await rolldown({
    input: Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
    platform: 'node',
    plugins: [compileAtStart, keepApart(lazy), ...(minify ? [quoteStrings] : [])],
    resolve: { alias: Object.fromEntries(copies) },
    external: (id) => id.startsWith('node:') || imported.some((name) => id === name || id.startsWith(`${name}/`)),
  });
  const { output } = await build.write({
    dir: 'dist',
    format: 'esm',
    sourcemap: true,
    minify: minify && keepingClassNames,
    intro,
    // A banner would be minified, and lose its line.
    postBanner: (chunk) => (rejectOldNode && chunk.isEntry ? oldNodeCheck() : ''),
    chunkFileNames,
  });
  await build.close();
  for (const file of output) {
    if (minify && file.type === 'chunk' && /[\u0100-\uffff]/.test(file.code)) {
      throw new Error(`${file.fileName} has a character above U+00FF, with which V8 keeps it in twice the memory`);
    }
  }
}
