/**
 * Prints the folders of the packages in an npm workspace that a project depends on, each after those that it depends on:
 *   node image/siblings.mjs PROJECT
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

const visited = new Set();
visit(realpathSync(process.argv[2]));

function visit(directory, isSibling = false) {
  if (visited.has(directory)) return;
  visited.add(directory);
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = manifest;
  for (const name of Object.keys({
    ...dependencies,
    ...devDependencies,
    ...optionalDependencies,
    ...peerDependencies,
  })) {
    const linked = findLinked(name, directory);
    if (linked !== undefined) visit(linked, true);
  }
  if (isSibling) console.log(directory);
}

/** The folder that `node_modules` links to; undefined if the dependency is copied there instead. */
function findLinked(name, from) {
  const path = join(from, 'node_modules', name);
  if (existsSync(path)) {
    const target = realpathSync(path);
    return target.split(sep).includes('node_modules') ? undefined : target;
  }
  return from === dirname(from) ? undefined : findLinked(name, dirname(from));
}
