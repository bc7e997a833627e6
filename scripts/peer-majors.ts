/** How much a changeset raises the version of a package. */
export type Bump = 'major' | 'minor' | 'patch';

/** The part of a package.json that the rule looks at. */
export interface Manifest {
  readonly name: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The bumps that a changeset file asks for, by package. */
export function readChangeset(text: string): Map<string, Bump> {
  const [, frontMatter = ''] = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text) ?? [];
  const lines = frontMatter.matchAll(/^\s*["']?([^"'\s]+)["']?\s*:\s*(major|minor|patch)\s*$/gm);
  return new Map([...lines].map(([, name, bump]) => [name as string, bump as Bump]));
}

/**
 * Finds the majors that would break users unannounced: a package that takes a major while one that has it as a peer
 * does not. Changesets give such a dependent a patch, though its users must install another major of the peer.
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
          .map((peer) => `${peer} takes a major, and ${name} has it as a peer: give ${name} a major changeset too`),
  );
}
