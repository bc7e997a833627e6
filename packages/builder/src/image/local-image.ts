import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { explainAwsError } from '../aws/aws-error.ts';
import type { Aws } from '../aws/connection.ts';
import type { Configuration } from '../config/configuration.ts';
import type { LocalImage } from '../deploy/desired/image-target.ts';
import { imageTag } from './build-requests.ts';
import { type Engine, findEngine } from './engine.ts';
import { pushArguments, pushedDigest } from './push-arguments.ts';
import { EngineError, readCommand, tryCommand } from './run-engine.ts';

/**
 * The image that `buildImage` has made.
 *
 * @throws EngineError where it hasn't been built yet, or there is no engine.
 */
export async function openLocalImage(configuration: Configuration): Promise<LocalImage> {
  const engine = await findEngine(configuration.image.engine);
  const tag = imageTag(configuration);
  const found = await inspect(engine, tag);
  if (found === undefined) throw new EngineError(`there is no image ${tag}: alr-builder image builds it`);
  return {
    ...found,
    async pushTo(aws, reference) {
      await logIn(engine, aws, reference);
      await readCommand(engine.command, ['tag', tag, reference]);
      return push(engine, reference);
    },
  };
}

async function inspect(
  { name, command }: Engine,
  tag: string,
): Promise<Pick<LocalImage, 'id' | 'architecture'> | undefined> {
  const args =
    name === 'buildah'
      ? ['inspect', '--type', 'image', '--format', '{{.FromImageID}} {{.OCIv1.Architecture}}', tag]
      : ['image', 'inspect', '--format', '{{.Id}} {{.Architecture}}', tag];
  const outcome = await tryCommand(command, args);
  if (outcome?.status !== 0) return undefined;
  const [id = '', architecture] = outcome.stdout.trim().split(/\s+/);
  return { id: id.startsWith('sha256:') ? id : `sha256:${id}`, architecture: lambdaName(architecture) };
}

/** Images name processors in Go's words. */
function lambdaName(architecture: string | undefined): string | undefined {
  return architecture === 'amd64' ? 'x86_64' : architecture;
}

/** Logs in to the registry of a reference. The password goes through stdin, where no other process sees it. */
async function logIn(engine: Engine, aws: Aws, reference: string): Promise<void> {
  const answer = await aws
    .client(ECRClient)
    .send(new GetAuthorizationTokenCommand({}))
    .catch((error: unknown) => {
      throw explainAwsError(error, 'log in to ECR');
    });
  const token = answer.authorizationData?.[0]?.authorizationToken ?? '';
  const [user = 'AWS', password = ''] = Buffer.from(token, 'base64').toString().split(':');
  const [registry = ''] = reference.split('/');
  await readCommand(engine.command, ['login', '--username', user, '--password-stdin', registry], password);
}

async function push({ name, command }: Engine, reference: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'alr-push-'));
  try {
    const digestFile = join(folder, 'digest');
    const output = await readCommand(command, pushArguments(name, reference, digestFile));
    const digest = existsSync(digestFile) ? await readFile(digestFile, 'utf8') : pushedDigest(name, output);
    if (digest !== undefined) return digest.trim();
    throw new EngineError(`${command} push has not told the digest of ${reference}: ${output.trim()}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
