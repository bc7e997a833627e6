/**
 * Makes the function in a folder start from a snapshot of its libraries. Run it in the project, after bundle.mjs, with the
 * folder that bundle.mjs has written. The function has to stay at the path of that folder:
 *   node image/snapshot.mjs HANDLER [libraries|everything|none] [FOLDER]
 * Without a folder, it is ./out. Afterwards, FOLDER/alr-bootstrap.js is a program that starts the function: its first
 * line names the options of Node. "node FOLDER/alr-bootstrap.js" starts it without the snapshot.
 */
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describeFailure, functionBundle } from './function-bundle.mjs';
import { packageOf } from './snapshot/choose-modules.mjs';
import { BLOB, makeSnapshot, NoSnapshotError } from './snapshot/make-snapshot.mjs';
import { readModules } from './snapshot/split-bundle.mjs';

const [handler = '', mode = 'libraries', out = 'out'] = process.argv.slice(2);
const folder = resolve(out);
const MAX_MB = 8;

try {
  if (mode !== 'none') await snapshot();
} catch (error) {
  const isExpected = error instanceof NoSnapshotError;
  console.error(`image/snapshot.mjs: ${isExpected ? error.message : describeFailure(error)}`);
  process.exitCode = 1;
}

async function snapshot() {
  const description = functionBundle(handler, resolve());
  const { modules, files: ordinary } = await readModules(description);
  remove(ordinary);
  try {
    const made = await makeSnapshot({ description, modules, mode, folder });
    for (const reason of new Set(made.moved.values())) console.log(`snapshot: without ${reason}`);
    const megabytes = made.size / 1e6;
    if (megabytes > MAX_MB) {
      remove(made.files);
      throw new NoSnapshotError(`it would have ${megabytes.toFixed(1)} MB, which is more than ${MAX_MB} MB`);
    }
    const program = join(folder, 'alr-bootstrap.js');
    const options = `--snapshot-blob=${join(folder, BLOB)}`;
    writeFileSync(program, `#!${process.execPath} ${options}\n${readFileSync(program, 'utf8')}`);
    chmodSync(program, 0o755);
    const packages = new Set([...made.chosen].map(packageOf));
    console.log(`snapshot: ${mode}, with ${packages.size} packages, ${megabytes.toFixed(1)} MB`);
  } catch (error) {
    if (!(error instanceof NoSnapshotError) || mode === 'everything') throw error;
    rmSync(join(folder, BLOB), { force: true });
    for (const { fileName, code, source } of ordinary) {
      mkdirSync(dirname(join(folder, fileName)), { recursive: true });
      writeFileSync(join(folder, fileName), code ?? source);
    }
    console.log(`snapshot: none, because ${error.message}`);
  }
}

function remove(files) {
  for (const { fileName } of files) rmSync(join(folder, fileName), { force: true });
}
