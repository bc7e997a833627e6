/**
 * Makes the function in a folder start from a snapshot of its libraries, if that is faster. Run it in the project, after
 * bundle.mjs, with the folder that bundle.mjs has written. The function has to stay at the path of that folder:
 *   node image/snapshot.mjs HANDLER [libraries|everything|none] [FOLDER] [--node PATH] [--always]
 * Without a folder, it is ./out. With --always, the start is not measured. Afterwards, FOLDER/alr-bootstrap.js is a
 * program that starts the function: its first line names Node, and its options. "node FOLDER/alr-bootstrap.js" starts it
 * without the snapshot. --node is where this Node will be, besides /usr/local/bin/node. If that is replaced afterwards,
 * the function starts with the other Node, without the snapshot.
 */
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describeFailure, functionBundle } from './function-bundle.mjs';
import { BLOB } from './snapshot/build-blob.mjs';
import { packageOf } from './snapshot/choose-modules.mjs';
import { makeSnapshot, NoSnapshotError, writeFiles } from './snapshot/make-snapshot.mjs';
import { isEmulated, measureStarts } from './snapshot/measure-starts.mjs';
import { readModules } from './snapshot/split-bundle.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { node: { type: 'string' }, always: { type: 'boolean', default: false } },
});
const [handler = '', mode = 'libraries', out = 'out'] = positionals;
const folder = resolve(out);
const program = join(folder, 'alr-bootstrap.js');
const MAX_MB = 8;
/** A start with the snapshot takes at most this part of one without it. */
const WORTHWHILE = 0.9;

try {
  if (!['libraries', 'everything', 'none'].includes(mode)) {
    throw new NoSnapshotError(`the mode ${mode} is unknown: it is libraries, everything or none`);
  }
  await chooseStart();
} catch (error) {
  const isExpected = error instanceof NoSnapshotError;
  console.error(`image/snapshot.mjs: ${isExpected ? error.message : describeFailure(error)}`);
  process.exit(1);
}

/** Leaves the files of the best way to start in the folder, and records it in package.json. */
async function chooseStart() {
  if (mode === 'none') return finish({ snapshot: 'none', reason: 'image.snapshot is none' }, []);
  const description = functionBundle(handler, resolve());
  const { modules, files: ordinary } = await readModules(description);
  remove(ordinary);
  try {
    const made = await makeSnapshot({ description, modules, mode, folder, isInImage: values.node !== undefined });
    for (const reason of made.reasons) console.log(`snapshot: without ${reason.replace(' ', ', which ')}`);
    finish(await judge(made, ordinary), [`--snapshot-blob=${join(folder, BLOB)}`]);
  } catch (error) {
    const isFinal = mode === 'everything' && !error.isSlow;
    if (!(error instanceof NoSnapshotError) || isFinal) throw error;
    remove(error.files ?? []);
    rmSync(join(folder, BLOB), { force: true });
    writeFiles(ordinary, folder);
    finish({ snapshot: 'none', reason: error.message }, []);
  }
}

/**
 * Measures whether the snapshot is worth its size.
 *
 * @throws {NoSnapshotError} it is not
 */
async function judge({ files, chosen, size, usesFetch }, ordinary) {
  const megabytes = Number((size / 1e6).toFixed(1));
  const packages = new Set([...chosen].map(packageOf)).size;
  const start = { snapshot: mode, packages, megabytes };
  const reject = (reason) => {
    throw Object.assign(new NoSnapshotError(reason), { files, isSlow: true });
  };
  if (megabytes > MAX_MB) reject(`it has ${megabytes} MB, which is more than ${MAX_MB} MB`);
  if (isEmulated() || values.always) return start;
  const other = `${folder}.ordinary`;
  try {
    linkOthers(other, ordinary);
    writeFiles(ordinary, other);
    const options = [`--snapshot-blob=${join(folder, BLOB)}`];
    const variants = [
      { command: [process.execPath, ...options, program], folder },
      { command: [process.execPath, join(other, 'alr-bootstrap.js')], folder: other },
    ];
    let [withSnapshot, without] = await measureStarts(variants, usesFetch);
    const isWorthwhile = () => withSnapshot <= WORTHWHILE * without;
    // Something else may have slowed down some of the starts.
    if (!isWorthwhile()) [withSnapshot, without] = await measureStarts(variants, usesFetch);
    if (!isWorthwhile()) {
      reject(`a start takes ${withSnapshot} ms with it and ${without} ms without it`);
    }
    return { ...start, milliseconds: withSnapshot, millisecondsWithout: without };
  } catch (error) {
    throw error instanceof NoSnapshotError ? error : Object.assign(new NoSnapshotError(error.message), { files });
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
}

/** Links what is in the function's folder beside its modules: packages, and files that it reads. */
function linkOthers(other, ordinary) {
  mkdirSync(other, { recursive: true });
  const written = new Set(ordinary.map(({ fileName }) => fileName.split('/')[0]));
  for (const name of readdirSync(folder)) {
    if (name === 'package.json') cpSync(join(folder, name), join(other, name));
    else if (!written.has(name) && !/\.(c?js|map|blob)$/.test(name)) symlinkSync(join(folder, name), join(other, name));
  }
}

/** Makes the bootstrap a program, and reports how it starts. */
function finish(start, options) {
  const code = readFileSync(program, 'utf8').replace(/^#!.*\n/, '');
  writeFileSync(program, `#!${[values.node ?? process.execPath, ...options].join(' ')}\n${code}`);
  chmodSync(program, 0o755);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, alr: { ...manifest.alr, start } }));
  console.log(`snapshot: ${describe(start)}`);
}

function describe({ snapshot, reason, packages, megabytes, milliseconds, millisecondsWithout }) {
  if (snapshot === 'none') return `none, because ${reason}`;
  const content = `${snapshot}, of ${packages} packages, ${megabytes} MB`;
  if (milliseconds === undefined) return content;
  return `${content}: a start takes ${milliseconds} ms instead of ${millisecondsWithout} ms`;
}

function remove(files) {
  for (const { fileName } of files) rmSync(join(folder, fileName), { force: true });
}
