/**
 * Returns the manifest of an image for moto's registry. It names a layer, because moto derives the digest of an image
 * from the layers, and takes one of 101 digests at random if there are none.
 */
export function imageManifest(digest: string): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { size: 1, digest },
    layers: [{ size: 1, digest }],
  });
}
