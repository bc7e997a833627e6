import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { explainAwsError } from '../aws/aws-error.ts';
import type { Aws } from '../aws/connection.ts';
import type { Engine, EngineName } from './engine/engine.ts';
import { EngineError, readCommand } from './engine/run-command.ts';

/**
 * Pushes a local image to ECR.
 *
 * @param reference the destination: `REGISTRY/REPOSITORY:TAG`
 * @returns the digest that the push reported, such as `sha256:...`
 * @throws {EngineError} the login or the push fails
 */
export async function pushImage(engine: Engine, localTag: string, aws: Aws, reference: string): Promise<string> {
  await logIn(engine, aws, reference);
  await readCommand(engine.command, ['tag', localTag, reference]);
  return push(engine, reference);
}

/** Logs in to the registry of a reference. The password goes through stdin, hidden from other processes. */
async function logIn(engine: Engine, aws: Aws, reference: string): Promise<void> {
  const response = await aws
    .client(ECRClient)
    .send(new GetAuthorizationTokenCommand({}))
    .catch((error: unknown) => {
      throw explainAwsError(error, 'log in to ECR');
    });
  const token = response.authorizationData?.[0]?.authorizationToken ?? '';
  const [user = 'AWS', password = ''] = Buffer.from(token, 'base64').toString().split(':');
  const [registry = ''] = reference.split('/');
  await readCommand(engine.command, ['login', '--username', user, '--password-stdin', registry], password);
}

async function push({ name, command }: Engine, reference: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'alr-push-'));
  try {
    const digestFile = join(folder, 'digest');
    const output = await readCommand(command, pushArguments(name, reference, digestFile));
    const digest = existsSync(digestFile) ? await readFile(digestFile, 'utf8') : digestIn(name, output);
    if (digest !== undefined) return digest.trim();
    throw new EngineError(`${command} push did not report the digest of ${reference}: ${output.trim()}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Podman and Buildah write the digest to a file; Docker and Finch print it. */
function pushArguments(engine: EngineName, reference: string, digestFile: string): string[] {
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

function digestIn(engine: EngineName, output: string): string | undefined {
  // Docker's last line is "TAG: digest: sha256:... size: ..."; Finch lists each blob that it sends by its kind, with
  // the digest of the index or of the manifest.
  const pattern = engine === 'finch' ? /(?:index|manifest)-(sha256:[0-9a-f]{64})/ : /digest: (sha256:[0-9a-f]{64})/;
  return pattern.exec(output)?.[1];
}
