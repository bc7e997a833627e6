/**
 * Splits the function's bundle in two: the packages that can be in a snapshot (libraries.cjs, one script), and the
 * modules that run after the start, which get the packages from the snapshot, or else from libraries.cjs.
 */
import { isBuiltin, SourceMap } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

export const LIBRARIES = 'libraries.cjs';
/** The chunk with the packages, before it becomes libraries.cjs. */
const CHUNK = 'alr-libraries-chunk';
/** The entry that evaluates the packages that are CommonJS. */
const ENTRY = '\0alr-libraries-entry';
const MAIN = '\0alr-main';

/** The bundler's graph: each module with what it imports. Chunks are only made by `splitBundle`. */
export async function readModules({ input, output }) {
  const modules = new Map();
  const collect = {
    name: 'collect-modules',
    buildEnd() {
      for (const id of this.getModuleIds()) {
        const { importedIds, inputFormat, isEntry } = this.getModuleInfo(id);
        modules.set(id, { imports: importedIds, format: inputFormat, isEntry });
      }
    },
  };
  const bundle = await rolldown({ ...input, plugins: [...input.plugins, collect] });
  await bundle.generate(output);
  await bundle.close();
  return modules;
}

/**
 * Bundles the function again, without writing files.
 *
 * @param snapshotted the ids of the modules that are evaluated in the snapshot
 * @param folder where the function's files will be
 */
export async function splitBundle({ file, input, output }, modules, snapshotted, folder) {
  const isInSnapshot = (id) => snapshotted.has(id) || id.startsWith('\0rolldown');
  const bundle = await rolldown({
    ...input,
    input: { ...input.input, 'alr-bootstrap.js': MAIN, [`${CHUNK}-entry.js`]: ENTRY },
    plugins: [
      ...input.plugins,
      virtualModules({
        [MAIN]: mainModule(input.input['alr-bootstrap.js']),
        [ENTRY]: commonJsModules(modules, snapshotted),
      }),
    ],
  });
  const { output: files } = await bundle.generate({
    ...output,
    codeSplitting: { groups: [{ name: CHUNK, test: isInSnapshot }] },
  });
  await bundle.close();
  const chunks = new Map(files.filter(({ type }) => type === 'chunk').map((chunk) => [chunk.fileName, chunk]));
  const isLibrary = (name) => name.startsWith(CHUNK);
  return [
    ...(await bundleLibraries(chunks, isLibrary, join(folder, file))),
    ...(await bundleFunction(chunks, isLibrary, join(folder, LIBRARIES), output)),
  ];
}

/** What Node runs. `import()` does not work in the code of a snapshot, so that gets the one of this module. */
const mainModule = (runtime) => `import { runHandler } from ${JSON.stringify(runtime)};
globalThis[Symbol.for('alr.import')] = (name, options) => import(name, options);
void runHandler(process.argv[2]);`;

/** A bundle evaluates CommonJS when it is imported. These are imported by modules that run after the start. */
function commonJsModules(modules, snapshotted) {
  const imported = new Set([...modules].flatMap(([id, { imports }]) => (snapshotted.has(id) ? [] : imports)));
  return [...imported]
    .filter((id) => snapshotted.has(id) && modules.get(id).format !== 'es')
    .map((id, index) => `export { default as commonJs${index} } from ${JSON.stringify(id)};`)
    .join('\n');
}

/** The packages as CommonJS, because a snapshot is made of one such script. */
async function bundleLibraries(chunks, isLibrary, functionFile) {
  const names = [...chunks.keys()].filter(isLibrary);
  const bundle = await rolldown({
    input: { [LIBRARIES]: ENTRY },
    platform: 'node',
    treeshake: false,
    external: (id) => !/^\0|^\.\.?\//.test(id),
    // As in the function's bundle.
    transform: {
      define: {
        'import.meta.url': JSON.stringify(pathToFileURL(functionFile).href),
        'import.meta.filename': JSON.stringify(functionFile),
        'import.meta.dirname': JSON.stringify(dirname(functionFile)),
        'import.meta.main': 'false',
      },
    },
    checks: { pluginTimings: false, commonJsVariableInEsm: false },
    plugins: [
      virtualModules({ [ENTRY]: names.map((name) => `export * from './${name}';`).join('\n') }),
      readChunks(chunks, (name) => isLibrary(name) || isHelper(name)),
      { name: 'replace-dynamic-import', transform: replaceDynamicImport },
    ],
  });
  const { output } = await bundle.generate({
    format: 'cjs',
    exports: 'named',
    sourcemap: true,
    entryFileNames: '[name]',
    codeSplitting: false,
    intro: `const ${IMPORT} = (name, options) => (globalThis[Symbol.for('alr.import')] ?? ((id, how) => import(id, how)))(name, options);`,
  });
  await bundle.close();
  return output;
}

/** As long as `import`, so that the positions in the source map stay. */
const IMPORT = '_imprt';

function replaceDynamicImport(code) {
  if (!/\bimport\s*\(/.test(code)) return undefined;
  let replaced = code;
  visit(this.parse(code), ({ type, start }) => {
    if (type === 'ImportExpression') replaced = replaced.slice(0, start) + IMPORT + replaced.slice(start + IMPORT.length);
  });
  return { code: replaced, map: null };
}

/** The modules that run after the start. Each file is bundled alone, because each further file takes time at a start. */
async function bundleFunction(chunks, isLibrary, libraries, output) {
  const files = [];
  for (const chunk of chunks.values()) {
    if (isLibrary(chunk.fileName) || isHelper(chunk.fileName)) continue;
    const bundle = await rolldown({
      input: { [chunk.fileName]: `\0chunk:${chunk.fileName}` },
      platform: 'node',
      treeshake: false,
      external: (id) => !/^\0|^\.\.?\//.test(id),
      checks: { pluginTimings: false },
      plugins: [readChunks(chunks, (name) => name === chunk.fileName || isLibrary(name) || isHelper(name), libraries)],
    });
    files.push(...(await bundle.generate({ ...output, entryFileNames: '[name]', codeSplitting: false })).output);
    await bundle.close();
  }
  return files;
}

/** Reads chunks that are not written. If `libraries` is a file, the packages come from the snapshot, or else from it. */
function readChunks(chunks, isInFile, libraries) {
  return {
    name: 'read-chunks',
    resolveId(id, importer) {
      if (id.startsWith('\0chunk:')) return id;
      if (importer === undefined || !/^\.\.?\//.test(id)) return undefined;
      const name = importer.startsWith('\0chunk:') ? join(dirname(importer.slice(7)), id) : id.slice(2);
      if (!isInFile(name)) return { id, external: 'relative' };
      return libraries !== undefined && name.startsWith(CHUNK) ? '\0alr-libraries' : `\0chunk:${name}`;
    },
    load(id) {
      if (id === '\0alr-libraries') {
        return `module.exports = globalThis[Symbol.for('alr.libraries')] ?? process.getBuiltinModule('module').createRequire(${JSON.stringify(libraries)})(${JSON.stringify(libraries)});`;
      }
      const chunk = id.startsWith('\0chunk:') ? chunks.get(id.slice(7)) : undefined;
      return chunk && { code: chunk.code, map: chunk.map && JSON.parse(chunk.map.toString()), moduleSideEffects: true };
    },
  };
}

function virtualModules(sources) {
  return {
    name: 'virtual-modules',
    resolveId: (id) => (id in sources ? id : undefined),
    load: (id) => sources[id],
  };
}

function visit(node, onNode) {
  if (node === null || typeof node !== 'object') return;
  if (typeof node.type === 'string') onNode(node);
  for (const child of Array.isArray(node) ? node : Object.values(node)) visit(child, onNode);
}

/** The chunk with the bundler's own functions. Each file gets a copy. */
const isHelper = (name) => name.startsWith('rolldown-runtime');
