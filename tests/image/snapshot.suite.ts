import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scaffolded } from '../scaffolded.ts';
import { type ContainerEngine, findContainerEngine } from './container-engine.ts';
import { scaffoldFor } from './image-project.ts';
import { runImage, runInImage } from './running-image.ts';

const found = findContainerEngine();
const engine = found as ContainerEngine;

const otherNode = join(import.meta.dirname, '../other-versions/node_modules/node-22/bin/node');

/** With libraries that take long enough to load. It changes each time: an engine would keep what an earlier build measured. */
const SOURCE = `// ${Date.now()}
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { Runtime } from '@alr/runtime';

const clients = [new DynamoDBClient({}), new S3Client({})];

export class MyLambda extends Runtime {
  override async handler(event: unknown) {
    if (event === 'fail') throw new TypeError('on purpose');
    const isFromSnapshot = globalThis[Symbol.for('alr.libraries')] !== undefined;
    const node = Number.parseInt(process.versions.node);
    return { isFromSnapshot, node, regions: await Promise.all(clients.map((client) => client.config.region())) };
  }
}
`;

describe.skipIf(found === undefined)('the image of a function with large libraries', () => {
  let project: Scaffolded;
  let printed: string;

  beforeAll(async () => {
    project = await scaffoldFor(engine, 'alr-image-test-snapshot', ['--trigger', 'none']);
    await project.edit('src/app.ts', () => SOURCE);
    await project.edit('package.json', (text) =>
      text.replace('"dependencies":{', '"dependencies":{"@aws-sdk/client-dynamodb":"^3","@aws-sdk/client-s3":"^3",'),
    );
    printed = await project.builder('image');
  });
  afterAll(() => project.remove());

  it('starts from a snapshot, and says what that saves', async () => {
    const start = /^starts from a snapshot of \d+ packages \([\d.]+ MB\): \d+ ms of processor time instead of \d+ ms$/m;
    expect(printed).toMatch(start);
    console.log(printed.match(start)?.[0]);
    expect(printed).toMatch(/compile cache: used for \d+ files$/m);
    expect(printed).toMatch(/compile cache: used for \d+ files without the snapshot$/m);
    await using image = await runImage(engine, project.tag, { env: { AWS_REGION: 'eu-central-1' } });
    expect(await image.invoke({})).toEqual({
      isFromSnapshot: true,
      node: 24,
      regions: ['eu-central-1', 'eu-central-1'],
    });
  });

  it('has at most 8 MB of it', async () => {
    expect(
      Number(await runInImage(engine, project.tag, `console.log(fs.statSync('/var/task/snapshot.blob').size)`)),
    ).toBeLessThan(8e6);
  });

  it('reports errors with lines of the source', async () => {
    await using image = await runImage(engine, project.tag);
    const { stackTrace } = (await image.invoke('fail')) as { stackTrace: string[] };
    expect(stackTrace[0]).toMatch(/MyLambda\.handler \(.*\/src\/app\.ts:10:\d+\)/);
  });

  it('starts without it on request', async () => {
    await using image = await runImage(engine, project.tag, { env: { AWS_REGION: 'us-east-1', ALR_SNAPSHOT: 'none' } });
    expect(await image.invoke({})).toEqual({ isFromSnapshot: false, node: 24, regions: ['us-east-1', 'us-east-1'] });
    await image.logged('starting without the snapshot: ALR_SNAPSHOT is none');
  });

  it('starts without it, with another Node, if an overlay replaces Node', async () => {
    await copyFile(otherNode, join(project.directory, 'other-node'));
    await using _overlay = await project.editForNow('Dockerfile.overlay', () =>
      ['ARG BASE_IMAGE', 'FROM $BASE_IMAGE', 'COPY other-node /usr/local/bin/node'].join('\n'),
    );
    await using _configured = await project.editForNow('lambda.yaml', (text) => `overlay: Dockerfile.overlay\n${text}`);
    const reason = '/usr/local/bin/node is not the Node that made it';
    expect(await project.builder('image')).toMatch(new RegExp(`^starts without its snapshot: ${reason}$`, 'm'));
    await using image = await runImage(engine, project.tag, { env: { AWS_REGION: 'eu-central-1' } });
    const response = { isFromSnapshot: false, node: 22, regions: ['eu-central-1', 'eu-central-1'] };
    expect(await image.invoke({})).toEqual(response);
    await image.logged(`starting without the snapshot: ${reason}`);
  });

  it.each(['truncateSync', 'rmSync'])(
    'is not built with an overlay after which Node does not accept the snapshot: %s',
    async (damage) => {
      await using _overlay = await project.editForNow('Dockerfile.overlay', () =>
        [
          'ARG BASE_IMAGE',
          'FROM $BASE_IMAGE',
          'USER root',
          `RUN ["/usr/local/bin/node", "-e", "fs.${damage}('/var/task/snapshot.blob')"]`,
          'USER 993:990',
        ].join('\n'),
      );
      await using _configured = await project.editForNow(
        'lambda.yaml',
        (text) => `overlay: Dockerfile.overlay\n${text}`,
      );
      await expect(project.builder('image')).rejects.toThrow("does not accept the function's snapshot");
    },
  );

  it('is not described if only a stage of the build is made, which has no snapshot', async () => {
    await using _configured = await project.editForNow('lambda.yaml', (text) =>
      text.replace('build_options: [', 'build_options: ["--target=build", '),
    );
    expect(await project.builder('image')).not.toMatch(/^starts /m);
    const script = `const { alr } = JSON.parse(fs.readFileSync('/var/task/package.json', 'utf8'));
console.log(alr.start.snapshot, fs.existsSync('/var/task/snapshot.blob'))`;
    expect(await runInImage(engine, project.tag, script)).toBe('libraries false');
  });

  it('starts without a snapshot if that is configured', async () => {
    await using _configured = await project.editForNow('lambda.yaml', (text) =>
      text.replace(/^image:$/m, 'image:\n  snapshot: none'),
    );
    expect(await project.builder('image')).toMatch(/^starts without a snapshot: image\.snapshot is none$/m);
    await using image = await runImage(engine, project.tag);
    expect(await image.invoke({})).toMatchObject({ isFromSnapshot: false });
  });
});
