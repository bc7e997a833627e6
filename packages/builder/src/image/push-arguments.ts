import type { EngineName } from './engine.ts';

/** The arguments that push an image; podman and buildah leave the digest in a file. */
export function pushArguments(engine: EngineName, reference: string, digestFile: string): string[] {
  switch (engine) {
    case 'docker':
    case 'finch':
      return ['push', reference];
    case 'podman':
      return ['push', '--digestfile', digestFile, reference];
    case 'buildah':
      return ['push', '--digestfile', digestFile, reference, `docker://${reference}`];
  }
}

/** The digest of what was pushed, from what the engine has printed; undefined where it isn't in there. */
export function pushedDigest(engine: EngineName, output: string): string | undefined {
  // Docker ends with "TAG: digest: sha256:... size: ..."; Finch lists what it sends, the index or manifest by its kind.
  const pattern = engine === 'finch' ? /(?:index|manifest)-(sha256:[0-9a-f]{64})/ : /digest: (sha256:[0-9a-f]{64})/;
  return pattern.exec(output)?.[1];
}
