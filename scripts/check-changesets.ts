/** Exits with 1 if a changeset gives a package a major, but not the packages that have it as a peer. */
import { globSync, readFileSync } from 'node:fs';
import { findMissingMajors, type Manifest, readChangeset } from './peer-majors.ts';

const changesets = globSync('.changeset/*.md').map((path) => readChangeset(readFileSync(path, 'utf8')));
const packages = globSync('packages/*/package.json').map((path) => JSON.parse(readFileSync(path, 'utf8')) as Manifest);

const missing = findMissingMajors(changesets, packages);
for (const line of missing) console.error(line);
process.exitCode = missing.length === 0 ? 0 : 1;
