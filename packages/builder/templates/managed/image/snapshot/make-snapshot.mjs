/** Finds out which packages can be in a snapshot, by loading them, and makes the snapshot. */
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import {
  addCode,
  BLOB,
  buildBlob,
  findAddedFeatures,
  recordLoading,
  removeScripts,
  usesOfFetch,
  writeScripts,
} from './build-blob.mjs';
import { chooseModules, findUnfitModules, packageOf } from './choose-modules.mjs';
import { judgeRecording } from './judge-recording.mjs';
import { LIBRARIES, splitBundle } from './split-bundle.mjs';

/** The snapshot is not made. The message says why, for the user. */
export class NoSnapshotError extends Error {
  name = 'NoSnapshotError';
}

/**
 * Writes the files of the function that starts from a snapshot into its folder.
 *
 * @param description what `functionBundle` returns
 * @param modules the modules of the bundle
 * @param isInImage whether /usr/local/bin/node will be the Node of the snapshot, too
 * @returns the files, the modules in the snapshot, its size, whether the function uses fetch, and the reasons why other
 * modules are not in it
 * @throws {NoSnapshotError} there is nothing left that can be in a snapshot, or in mode `everything`, not everything can
 */
export async function makeSnapshot({ description, modules, mode, folder, isInImage }) {
  if (mode === 'everything') rejectCommonJs(modules);
  const unfit = findUnfitModules(modules);
  const guards = new Set();
  const added = findAddedFeatures(folder);
  let names = [];
  let fetchUse;
  const removeFiles = () => {
    for (const name of names) rmSync(join(folder, name), { force: true });
  };
  const write = async (chosen) => {
    // The names of chunks depend on what is in them.
    removeFiles();
    const files = await splitBundle(description, modules, chosen, folder);
    names = files.map(({ fileName }) => fileName);
    writeFiles(files, folder);
    fetchUse = usesOfFetch(folder, names);
    writeScripts(folder, { guards, fetchUse, isInImage, added });
    return files;
  };
  try {
    for (;;) {
      const chosen = chooseModules(modules, { mode, unfit });
      checkLeft(chosen, modules, unfit, mode);
      const files = await write(chosen);
      const { events, failure } = recordLoading(folder);
      const judged = judgeRecording(events, { locate: locator(files, folder), mode });
      for (const name of judged.guards) guards.add(name);
      for (const [id, reason] of judged.unfit) unfit.set(id, reason);
      if (judged.unfit.size > 0) continue;
      if (failure !== undefined) throw new NoSnapshotError(`the packages cannot be loaded: ${failure}`);
      writeScripts(folder, { guards, fetchUse, isInImage, added });
      const { failure: crash } = buildBlob(folder);
      if (crash === undefined) {
        await addCode(folder, names, fetchUse);
        const { size } = statSync(join(folder, BLOB));
        return {
          files,
          chosen,
          size,
          usesFetch: fetchUse !== 'none',
          reasons: reasonsByPackage(unfit),
        };
      }
      const culprit = await findCulprit(chosen, modules, unfit, async (rest) => {
        await write(rest);
        return buildBlob(folder).failure === undefined;
      });
      unfit.set(culprit, `${packageOf(culprit) ?? 'the function'} cannot be in a snapshot of Node (${crash})`);
    }
  } catch (error) {
    removeFiles();
    throw error;
  } finally {
    removeScripts(folder);
  }
}

/** The first reason of each package. */
function reasonsByPackage(unfit) {
  const reasons = new Map();
  for (const [id, reason] of unfit) {
    const name = packageOf(id);
    if (name !== undefined && !reasons.has(name)) reasons.set(name, reason);
  }
  return reasons.values();
}

export function writeFiles(files, folder) {
  for (const { fileName, code, source } of files) {
    mkdirSync(dirname(join(folder, fileName)), { recursive: true });
    writeFileSync(join(folder, fileName), code ?? source);
  }
}

/** A bundle evaluates CommonJS when it is imported, which would be after the start. */
function rejectCommonJs(modules) {
  const [[id] = []] = [...modules].filter(([, { isEntry, format }]) => isEntry && format !== 'es');
  if (id === undefined) return;
  throw new NoSnapshotError(
    `${relative('', id)} is CommonJS, and only ES modules can be in a snapshot with everything: use import and export, or set image.snapshot to libraries`,
  );
}

/** Without the runtime, a snapshot is not worth it. */
function checkLeft(chosen, modules, unfit, mode) {
  const isMissing = (id) => !chosen.has(id) && (mode === 'everything' || packageOf(id) === '@alr/runtime');
  if (![...modules].some(([id, { isEntry }]) => isEntry && isMissing(id))) return;
  const own = [...unfit].filter(([id]) => packageOf(id) === undefined);
  const reasons = new Set((own.length > 0 ? own : [...unfit]).map(([, reason]) => reason));
  throw new NoSnapshotError([...reasons].join('\n'));
}

/** Finds the source of a position in the libraries. */
function locator(files, folder) {
  const map = new SourceMap(JSON.parse(files.find(({ fileName }) => fileName === `${LIBRARIES}.map`).source));
  return ([line, column]) => {
    const { fileName, lineNumber } = map.findOrigin(line, column);
    return fileName === undefined ? undefined : { id: resolve(folder, fileName), line: lineNumber };
  };
}

/** The first package with which Node cannot make the snapshot, by halving the list of those that are evaluated. */
async function findCulprit(chosen, modules, unfit, works) {
  const nameOf = (id) => packageOf(id) ?? '';
  const names = [...new Set([...chosen].map(nameOf))];
  let [good, bad] = [0, names.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const left = new Set(names.slice(0, middle));
    const others = [...chosen].filter((id) => !left.has(nameOf(id))).map((id) => [id, '']);
    const rest = chooseModules(modules, { mode: 'libraries', unfit: new Map([...unfit, ...others]) });
    if (await works(rest)) good = middle;
    else bad = middle;
  }
  return [...chosen].find((id) => nameOf(id) === names[good]);
}
