/** Finds out which packages can be in a snapshot, by loading them, and makes the snapshot. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startFunction } from '../start-function.mjs';
import { chooseModules, findExternalImports, packageOf } from './choose-modules.mjs';
import { describeBuiltins } from './describe-builtins.mjs';
import { harmlessVariables, listedVariables } from './harmless-variables.mjs';
import { keepCode } from './keep-code.mjs';
import { LIBRARIES, splitBundle } from './split-bundle.mjs';

export const BLOB = 'snapshot.blob';
const scripts = [
  'evaluate-libraries.cjs',
  'record-loading.cjs',
  'snapshot-input.json',
  'snapshot-config.json',
  'snapshot-modules.json',
];

/** The snapshot is not made. The message says why, for the user. */
export class NoSnapshotError extends Error {
  name = 'NoSnapshotError';
}

/**
 * Writes the files of the function that starts from a snapshot into its folder.
 *
 * @returns the files, and the modules that are not in the snapshot, each with the reason
 * @throws {NoSnapshotError} there is nothing left that can be in a snapshot, or in mode `everything`, not everything can
 */
export function makeSnapshot({ description, modules, mode, folder }) {
  return new SnapshotMaker(description, modules, mode, folder).make();
}

class SnapshotMaker {
  #unfit;

  constructor(description, modules, mode, folder) {
    Object.assign(this, { description, modules, mode, folder });
    this.#unfit = findExternalImports(modules);
  }

  async make() {
    try {
      for (;;) {
        const chosen = this.#choose();
        const files = await this.#write(chosen);
        const found = this.#record(files);
        if (found.size === 0) {
          const failure = this.#build();
          if (failure === undefined) {
            await this.#addCode();
            return this.#result(files, chosen);
          }
          found.set(...(await this.#findCulprit(chosen, failure)));
        }
        for (const [id, reason] of found) this.#unfit.set(id, reason);
      }
    } finally {
      for (const name of scripts) rmSync(join(this.folder, name), { force: true });
    }
  }

  /** The modules of the snapshot so far. */
  #choose() {
    const chosen = chooseModules(this.modules, { mode: this.mode, unfit: this.#unfit });
    if (this.mode === 'everything') {
      const own = [...this.#unfit].filter(([id]) => packageOf(id) === undefined);
      const missing = own.length > 0 ? own : [...this.#unfit];
      const isLeft = [...this.modules].some(([id, { isEntry }]) => isEntry && !chosen.has(id));
      if (isLeft) throw new NoSnapshotError(missing.map(([, reason]) => reason).join('\n'));
    }
    const runtime = [...this.#unfit].find(([id]) => packageOf(id) === '@alr/runtime');
    if (runtime !== undefined) throw new NoSnapshotError(runtime[1]);
    return chosen;
  }

  /** Bundles the function, and writes what Node needs to evaluate the libraries. */
  async #write(chosen) {
    const files = await splitBundle(this.description, this.modules, chosen, this.folder);
    for (const { fileName, code, source } of files) {
      mkdirSync(dirname(join(this.folder, fileName)), { recursive: true });
      writeFileSync(join(this.folder, fileName), code ?? source);
    }
    for (const name of scripts.filter((script) => script.endsWith('.cjs'))) {
      copyFileSync(new URL(name, import.meta.url), join(this.folder, name));
    }
    this.guards = new Set(this.guards);
    this.#writeInput();
    return files;
  }

  #writeInput() {
    const input = { builtins: describeBuiltins(), guards: [...this.guards] };
    writeFileSync(join(this.folder, 'snapshot-input.json'), JSON.stringify(input));
  }

  /** Loads the libraries in an ordinary process, and returns the modules that did what a snapshot would freeze. */
  #record(files) {
    const { status, stdout, stderr } = this.#node(['evaluate-libraries.cjs', 'record']);
    if (status !== 0) throw new NoSnapshotError(`the libraries cannot be loaded: ${stderr.trim()}`);
    const map = new SourceMap(JSON.parse(files.find(({ fileName }) => fileName === `${LIBRARIES}.map`).source));
    const found = new Map();
    for (const { kind, what, frames } of JSON.parse(stdout)) {
      const origin = frames.map(([line, column]) => map.findOrigin(line, column)).find(({ fileName }) => fileName);
      const id = origin && resolve(this.folder, origin.fileName);
      const name = id && packageOf(id);
      const variable = what.match(/^process\.env\.(.*)/)?.[1];
      const guard = kind === 'reads' && this.#guardOf(what, variable, name);
      if (guard) this.guards.add(guard);
      else if (id === undefined) throw new NoSnapshotError(`a library ${kind} ${what} while it loads`);
      else if (!found.has(id))
        found.set(
          id,
          `${name ?? 'the function'} ${kind} ${what} while it loads (${this.#show(id)}:${origin.lineNumber})`,
        );
    }
    this.#writeInput();
    return found;
  }

  #guardOf(what, variable, name) {
    if (what === 'process.env') return listedVariables[name];
    return harmlessVariables.find((each) =>
      each.endsWith('*') ? variable?.startsWith(each.slice(0, -1)) : each === variable,
    );
  }

  #show(id) {
    return id.includes('node_modules')
      ? id.slice(id.lastIndexOf('node_modules'))
      : id.replace(`${this.description.input.cwd}/`, '');
  }

  /** @returns what Node printed if it cannot make the snapshot */
  #build({ withoutCodeCache } = { withoutCodeCache: true }) {
    const config = join(this.folder, 'snapshot-config.json');
    writeFileSync(config, JSON.stringify({ builder: 'evaluate-libraries.cjs', withoutCodeCache }));
    const { status, stdout, stderr } = this.#node([`--snapshot-blob=${BLOB}`, '--build-snapshot-config', config]);
    this.modulesInSnapshot = stdout;
    if (status === 0) return undefined;
    return stderr.match(/(global handle not serialized: .*|^\w*Error: .*|# Check failed: .*)/m)?.[0] ?? 'Node crashes';
  }

  /** Adds the code of the built-in modules that the function loads as it starts. Without it, the start takes longer. */
  async #addCode() {
    const blob = join(this.folder, BLOB);
    const withoutCode = readFileSync(blob);
    const list = join(this.folder, 'snapshot-modules.json');
    const options = [
      `--snapshot-blob=${blob}`,
      `--require=${fileURLToPath(new URL('list-modules.cjs', import.meta.url))}`,
    ];
    const warmUp = fileURLToPath(new URL('../warm-up.mjs', import.meta.url));
    const command = [process.execPath, ...options, join(this.folder, 'alr-bootstrap.js'), warmUp];
    await startFunction(command, { folder: this.folder, env: { ALR_MODULE_LIST: list } });
    if (!existsSync(list) || this.#build({ withoutCodeCache: false }) !== undefined) {
      writeFileSync(blob, withoutCode);
      return;
    }
    const inSnapshot = new Set(JSON.parse(this.modulesInSnapshot));
    const loaded = JSON.parse(readFileSync(list, 'utf8')).filter((name) => !inSnapshot.has(name));
    writeFileSync(blob, keepCode(readFileSync(blob), new Set(loaded)) ?? withoutCode);
  }

  /** Without any variable, so that none can be in the snapshot. */
  #node(args) {
    return spawnSync(process.execPath, args, { cwd: this.folder, env: {}, encoding: 'utf8', maxBuffer: 2 ** 28 });
  }

  /** The module of the first package with which Node cannot make the snapshot, and the reason. */
  async #findCulprit(chosen, failure) {
    const names = [...new Set([...chosen].map((id) => packageOf(id) ?? ''))];
    let [works, fails] = [0, names.length];
    while (fails - works > 1) {
      const middle = (works + fails) >> 1;
      const left = new Set(names.slice(0, middle));
      const unfit = new Map([
        ...this.#unfit,
        ...[...chosen].filter((id) => !left.has(packageOf(id) ?? '')).map((id) => [id, '']),
      ]);
      await this.#write(chooseModules(this.modules, { mode: 'libraries', unfit }));
      if (this.#build() === undefined) works = middle;
      else fails = middle;
    }
    const id = [...chosen].find((each) => (packageOf(each) ?? '') === names[works]);
    return [id, `${names[works] || 'the function'} cannot be in a snapshot of Node (${failure})`];
  }

  #result(files, chosen) {
    const { size } = statSync(join(this.folder, BLOB));
    return { files, chosen, size, moved: this.#unfit };
  }
}
