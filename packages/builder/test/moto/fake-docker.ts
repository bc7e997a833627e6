/**
 * Replaces `docker`: it has one built image, and pushes to moto's registry. It appends its command line and its input to
 * the file in FAKE_DOCKER_LOG. To be installed with `installFakeEngine`.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { imageManifest } from './image-manifest.ts';

const args = process.argv.slice(2);
const [command = '', ...rest] = args;
const input = args.includes('--password-stdin') ? readFileSync(0, 'utf8') : '';
appendFileSync(process.env.FAKE_DOCKER_LOG ?? '', `${JSON.stringify({ args, input })}\n`);
const image = process.env.FAKE_DOCKER_IMAGE ?? 'first';
const architecture = process.env.FAKE_DOCKER_ARCHITECTURE ?? 'amd64';

switch (command) {
  case 'image':
    process.stdout.write(`sha256:${createHash('sha256').update(image).digest('hex')} ${architecture}\n`);
    break;
  case 'push': {
    const { ECRClient, PutImageCommand } = await import('@aws-sdk/client-ecr');
    const [, repositoryName, imageTag] = /^[^/]+\/(.+):(.+)$/.exec(rest.at(-1) ?? '') ?? [];
    const response = await new ECRClient({}).send(
      new PutImageCommand({ repositoryName, imageManifest: imageManifest(image), imageTag }),
    );
    process.stdout.write(`${imageTag}: digest: ${response.image?.imageId?.imageDigest} size: 528\n`);
    break;
  }
}
