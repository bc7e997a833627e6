/**
 * Replaces `docker`: the images that it builds have labels, and their ids depend on the directory and the build
 * arguments. It keeps them in FAKE_ENGINE_DIRECTORY, and pushes to the registry of FAKE_ENGINE_ACCOUNT. To be installed
 * with `installFakeEngine`.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageManifest } from '../image-manifest.ts';

interface FakeImage {
  readonly Id: string;
  readonly Architecture: string;
  readonly Config: { readonly Labels: Readonly<Record<string, string>> };
}

const directory = process.env.FAKE_ENGINE_DIRECTORY ?? '.';
const stateFile = join(directory, 'engine.json');
const args = process.argv.slice(2);
appendFileSync(join(directory, 'engine.log'), `${JSON.stringify(args)}\n`);

function readImages(): Record<string, FakeImage> {
  try {
    return JSON.parse(readFileSync(stateFile, 'utf8'));
  } catch {
    return {};
  }
}

function save(tag: string, image: FakeImage): void {
  writeFileSync(stateFile, JSON.stringify({ ...readImages(), [tag]: image }));
}

function valuesOf(...names: string[]): string[] {
  return args.flatMap((word, index) => {
    const joined = names.find((name) => word.startsWith(`${name}=`));
    if (joined !== undefined) return [word.slice(joined.length + 1)];
    return names.includes(word) ? [args[index + 1] ?? ''] : [];
  });
}

/** Evaluates the part of Go's templates that command lines of Docker use. */
function format(template: string, image: FakeImage): string {
  const at = (path: string) =>
    path
      .split('.')
      .filter(Boolean)
      .reduce((value: unknown, name) => Object(value)[name], image);
  return template.replace(/\{\{\s*(?:(json|index)\s+)?(\.[\w.]*)(?:\s+"([^"]+)")?\s*\}\}/g, (_, fn, path, key) => {
    if (fn === 'json') return JSON.stringify(at(path));
    return String((fn === 'index' ? Object(at(path))[key] : at(path)) ?? '');
  });
}

function build(): void {
  const labels = Object.fromEntries(valuesOf('--label').map((label) => label.split(/=(.*)/s).slice(0, 2)));
  const digest = createHash('sha256')
    .update(JSON.stringify([process.cwd(), args]))
    .digest('hex');
  for (const tag of valuesOf('-t', '--tag')) {
    save(tag, { Id: `sha256:${digest}`, Architecture: 'amd64', Config: { Labels: labels } });
  }
}

function inspect(): void {
  const image = readImages()[args.at(-1) ?? ''];
  if (image === undefined) {
    process.stderr.write(`Error: No such image: ${args.at(-1)}\n`);
    process.exitCode = 1;
    return;
  }
  const [template] = valuesOf('--format', '-f');
  process.stdout.write(`${template === undefined ? JSON.stringify([image]) : format(template, image)}\n`);
}

async function push(reference: string): Promise<void> {
  const [, region = '', repositoryName, imageTag] = /^\d+\.dkr\.ecr\.([^.]+)\.[^/]+\/(.+):(.+)$/.exec(reference) ?? [];
  const image = readImages()[reference];
  const response = await fetch(process.env.AWS_ENDPOINT_URL ?? '', {
    method: 'POST',
    headers: {
      'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.PutImage',
      'content-type': 'application/x-amz-json-1.1',
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/ecr/aws4_request, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify({ repositoryName, imageTag, imageManifest: imageManifest(image?.Id ?? '') }),
  });
  const { image: pushed } = (await response.json()) as { image: { imageId: { imageDigest: string } } };
  process.stdout.write(`${imageTag}: digest: ${pushed.imageId.imageDigest} size: 528\n`);
}

const [command = '', ...rest] = args;
switch (command === 'buildx' ? (rest[0] ?? '') : command) {
  case 'build':
    build();
    break;
  case 'image':
  case 'inspect':
    inspect();
    break;
  case 'tag': {
    const image = readImages()[rest[0] ?? ''];
    if (image !== undefined) save(rest[1] ?? '', image);
    break;
  }
  case 'login':
    readFileSync(0);
    break;
  case 'push':
    await push(rest.at(-1) ?? '');
    break;
}
