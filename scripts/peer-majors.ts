/** The kind of version bump in a changeset. */
export type Bump = 'major' | 'minor' | 'patch';

/** The part of a package.json that the rule reads. */
export interface Manifest {
  readonly name: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The bump of each package in a changeset file. */
export function readChangeset(text: string): Map<string, Bump> {
  const [, frontMatter = ''] = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text) ?? [];
  const lines = frontMatter.matchAll(/^\s*["']?([^"'\s]+)["']?\s*:\s*(major|minor|patch)\s*$/gm);
  return new Map([...lines].map(([, name, bump]) => [name as string, bump as Bump]));
}

/**
 * Finds missing majors: a package gets a major, but a package that has it as a peer does not. Changesets would give the
 * dependent a patch, although its users must install a new major of the peer.
 */
export function findMissingMajors(changesets: readonly Map<string, Bump>[], packages: readonly Manifest[]): string[] {
  const majors = new Set(
    changesets.flatMap((bumps) => [...bumps].flatMap(([name, bump]) => (bump === 'major' ? [name] : []))),
  );
  return packages.flatMap(({ name, peerDependencies = {} }) =>
    majors.has(name)
      ? []
      : Object.keys(peerDependencies)
          .filter((peer) => majors.has(peer))
          .map((peer) => `${peer} gets a major, and ${name} has it as a peer: give ${name} a major changeset too`),
  );
}
