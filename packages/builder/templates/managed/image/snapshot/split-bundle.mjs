/**
 * Splits the function's bundle in two: the packages that can be in a snapshot (libraries.cjs, one script), and the
 * modules that run after the start, which get the packages from the snapshot, or else from libraries.cjs.
 */
import { isBuiltin } from 'node:module';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { builtinModules, builtinName } from '../builtin-modules.mjs';
import { adaptCode, hasTopLevelAwait, IMPORT } from './adapt-code.mjs';
import { packageOf } from './choose-modules.mjs';

export const LIBRARIES = 'libraries.cjs';
/** The chunk with the packages, before it becomes libraries.cjs. */
const CHUNK = 'alr-libraries-chunk';
/** The entry that evaluates the packages that are CommonJS. */
const ENTRY = '\0alr-libraries-entry';
const MAIN = '\0alr-main';

/** bundle.mjs has printed the same messages. */
const onLog = () => {};

/** The ordinary bundle: its files, and its modules, each with what it imports. */
export async function readModules({ input, output, handlers }) {
  const modules = new Map();
  // All modules in the snapshot get the same `import.meta`.
  const unknownMeta = /\bimport\.meta\b(?!\??\.(url|filename|dirname|main|env)\b)/;
  // In the bundle of several handlers, modules that these share are in other files, in the main folder.
  const areInFolders = handlers.some(({ file }) => file.includes('/'));
  const isShared = (id) => {
    const name = packageOf(id);
    return handlers.length > 1 && (name === undefined || (areInFolders && name !== '@alr/runtime'));
  };
  const collect = {
    name: 'collect-modules',
    buildEnd() {
      // Others are not in the bundle, such as built-in modules.
      for (const id of [...this.getModuleIds()].filter((name) => isAbsolute(name) || name.startsWith('\0'))) {
        if (builtinName(id) !== undefined) continue;
        const { importedIds, inputFormat, isEntry, code } = this.getModuleInfo(id);
        const lang = id.match(/\.[cm]?(tsx?)$/)?.[1] ?? 'jsx';
        const awaits = /\bawait\b/.test(code) && inputFormat === 'es' && hasTopLevelAwait(this.parse(code, { lang }));
        const usesMeta = (isShared(id) ? /\bimport\.meta\b/ : unknownMeta).test(code);
        const imports = importedIds.map((name) => builtinName(name) ?? name);
        modules.set(id, { imports, format: inputFormat, isEntry, awaits, usesMeta });
      }
    },
  };
  const bundle = await rolldown({ ...input, plugins: [...input.plugins, builtinModules(), collect], onLog });
  const { output: files } = await bundle.generate(output);
  await bundle.close();
  return { modules, files };
}

/**
 * Bundles the function again, without writing files.
 *
 * @param snapshotted the ids of the modules that are evaluated in the snapshot
 * @param folder where the function's files will be
 */
export async function splitBundle({ file, handlers, input, output }, modules, snapshotted, folder) {
  const isInSnapshot = (id) => snapshotted.has(id) || id.startsWith('\0rolldown');
  const loaded = handlers
    .filter(({ source }) => snapshotted.has(source) && modules.get(source).format === 'es')
    .map((each) => ({ source: each.source, url: pathToFileURL(join(folder, each.file)).href }));
  const bundle = await rolldown({
    ...input,
    onLog,
    input: { ...input.input, 'alr-bootstrap.js': MAIN, [`${CHUNK}-entry.js`]: ENTRY },
    plugins: [
      ...input.plugins,
      virtualModules({
        [MAIN]: mainModule(input.input['alr-bootstrap.js'], loaded),
        [ENTRY]: commonJsModules(modules, snapshotted),
      }),
    ],
  });
  const { output: files } = await bundle.generate({
    ...output,
    dir: folder,
    codeSplitting: { groups: [{ name: CHUNK, test: isInSnapshot }] },
  });
  await bundle.close();
  const maps = new Map(files.filter(({ type }) => type === 'asset').map(({ fileName, source }) => [fileName, source]));
  const chunks = new Map(
    files
      .filter(({ type }) => type === 'chunk')
      .map(({ fileName, code }) => [fileName, { fileName, code, map: maps.get(`${fileName}.map`) }]),
  );
  return [
    ...(await bundleLibraries(chunks, folder, join(folder, file))),
    ...(await bundleFunction(chunks, folder, { ...output, dir: folder })),
  ];
}

/**
 * What Node runs. `import()` does not work in the code of a snapshot, so that gets the one of this module. A built-in
 * module is loaded as builtin-modules.mjs does. A handler's module that is in the snapshot is not loaded again, but it is
 * loaded if the process has started without the snapshot, so that hooks of tools for `import` see it.
 *
 * @param handlers the handlers' modules in the snapshot, and the URLs of their files
 */
const mainModule = (runtime, handlers) => `import { runHandler } from ${JSON.stringify(runtime)};
${handlers.map(({ source }, index) => `import * as handler${index} from ${JSON.stringify(source)};`).join('\n')}
const inSnapshot = [${handlers.map(({ url }, index) => `[${JSON.stringify(url)}, handler${index}]`)}];
const loaded = new Map(globalThis[Symbol.for('alr.libraries')] === undefined ? [] : inSnapshot);
const { createRequire, isBuiltin } = process.getBuiltinModule('node:module');
const importBuiltin = async (name) => {
  const module = createRequire(import.meta.url)(name);
  const getters = Object.keys(module).map((key) => [key, { enumerable: true, get: () => module[key] }]);
  return Object.create(null, { ...Object.fromEntries(getters), default: { enumerable: true, value: module } });
};
globalThis[Symbol.for('alr.import')] = (name, options) => {
  if (loaded.has(name)) return Promise.resolve(loaded.get(name));
  return isBuiltin(name) ? importBuiltin(name) : import(name, options);
};
void runHandler(process.argv[2]);`;

/** A bundle evaluates CommonJS when it is imported. These are imported by modules that run after the start. */
function commonJsModules(modules, snapshotted) {
  const imported = new Set([...modules].flatMap(([id, { imports }]) => (snapshotted.has(id) ? [] : imports)));
  return [...imported]
    .filter((id) => snapshotted.has(id) && modules.get(id).format === 'cjs')
    .map((id, index) => `export { default as commonJs${index} } from ${JSON.stringify(id)};`)
    .join('\n');
}

/** The packages as CommonJS, because a snapshot is made of one such script. */
async function bundleLibraries(chunks, folder, functionFile) {
  const names = [...chunks.keys()].filter(isLibrary);
  const bundle = await rolldown({
    input: { [LIBRARIES]: ENTRY },
    platform: 'node',
    treeshake: false,
    external: isOutside,
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
      virtualModules({
        [ENTRY]: names.map((name) => `export * from ${JSON.stringify(join(folder, name))};`).join('\n'),
      }),
      readChunks(chunks, folder, (name) => isLibrary(name) || isHelper(name)),
      { name: 'adapt-code', transform: adaptCode },
    ],
  });
  const { output } = await bundle.generate({
    dir: folder,
    format: 'cjs',
    exports: 'named',
    sourcemap: true,
    entryFileNames: '[name]',
    codeSplitting: false,
    // As all code of the function's bundle, which is an ES module.
    strict: true,
    // A start is faster if the text is short, and V8 keeps text with a character above U+00FF in twice the memory.
    charset: 'ascii',
    comments: false,
    minify: { compress: false, mangle: { keepNames: { function: true, class: true } }, codegen: true },
    intro: `const ${IMPORT} = (name, options) => (globalThis[Symbol.for('alr.import')] ?? ((id, how) => import(id, how)))(name, options);`,
  });
  await bundle.close();
  return output;
}

/** The modules that run after the start. Each file is bundled alone, because each further file takes time at a start. */
async function bundleFunction(chunks, folder, output) {
  const files = [];
  for (const chunk of chunks.values()) {
    if (isLibrary(chunk.fileName) || isHelper(chunk.fileName)) continue;
    const bundle = await rolldown({
      input: { [chunk.fileName]: join(folder, chunk.fileName) },
      platform: 'node',
      external: (id) => isOutside(id) && !isBuiltin(id),
      checks: { pluginTimings: false },
      plugins: [
        replaceLibraries(folder),
        readChunks(chunks, folder, (name) => name === chunk.fileName || isHelper(name)),
        builtinModules(),
      ],
    });
    files.push(...(await bundle.generate({ ...output, entryFileNames: '[name]', codeSplitting: false })).output);
    await bundle.close();
  }
  return files;
}

/** Reads chunks that are not written. Others are not part of the file. */
function readChunks(chunks, folder, isInFile) {
  return {
    name: 'read-chunks',
    resolveId(id, importer) {
      if (isOutside(id)) return undefined;
      const path = importer === undefined || isAbsolute(id) ? id : join(dirname(importer), id);
      return isInFile(relative(folder, path)) ? path : { id, external: 'relative' };
    },
    load(id) {
      const chunk = chunks.get(relative(folder, id));
      return chunk && { code: chunk.code, map: chunk.map, moduleSideEffects: true };
    },
  };
}

/** The libraries come from the snapshot, or else from their file. */
function replaceLibraries(folder) {
  const file = JSON.stringify(join(folder, LIBRARIES));
  return {
    name: 'replace-libraries',
    resolveId: (id) => (isLibrary(basename(id)) ? ENTRY : undefined),
    load: (id) =>
      id === ENTRY
        ? `module.exports = globalThis[Symbol.for('alr.libraries')] ?? process.getBuiltinModule('module').createRequire(${file})(${file});`
        : undefined,
  };
}

/** Whether this names a built-in module or a package. */
const isOutside = (id) => !/^[\0/.]|^[a-z]:[\\/]/i.test(id);

function virtualModules(sources) {
  return {
    name: 'virtual-modules',
    resolveId: (id) => (id in sources ? id : undefined),
    load: (id) => sources[id],
  };
}

const isLibrary = (name) => name.startsWith(CHUNK);
/** The chunk with the bundler's own functions. Each file gets a copy. */
const isHelper = (name) => name.startsWith('rolldown-runtime');
