import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleEvent } from '@alr/builder/events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scaffolded } from '../scaffolded.ts';
import { type ContainerEngine, findContainerEngine } from './container-engine.ts';
import { scaffoldFor } from './image-project.ts';
import { runImage, runInImage } from './running-image.ts';

const found = findContainerEngine();
if (found === undefined)
  console.warn('SKIPPED: the image tests need docker, podman or finch, and none of them works here');
// All tests below are skipped if there is none.
const engine = found as ContainerEngine;

describe.skipIf(found === undefined)('the image of a scaffolded function', () => {
  let project: Scaffolded;
  let printed: string;

  beforeAll(async () => {
    project = await scaffoldFor(engine, 'alr-image-test', ['--trigger', 'sqs']);
    await project.edit('src/app.ts', (text) =>
      text.replace(
        "    this.logger.info('received', event);",
        // Change the source each time: an engine prints no output of cached steps.
        `$&\n    if (event === 'fail') throw new TypeError('on purpose, in ${Date.now()}');`,
      ),
    );
    printed = await project.builder('image');
  });
  afterAll(() => project.remove());

  it('is built by one command, which reports its size', () => {
    expect(printed).toMatch(/^built alr-image-test:alr-image-test \(\d+ MB\)$/m);
    console.log(printed.match(/^built .*$/m)?.[0]);
  });

  it('has a compile cache that is used', () => {
    expect(printed).toMatch(/compile cache: used for \d+ files/);
    expect(printed).not.toContain('WARNING');
  });

  it('responds as uid 993 on a read-only root', async () => {
    await using image = await runImage(engine, project.tag);
    expect(await image.invoke({ name: 'Ada' })).toEqual({ message: 'Hello!', input: { name: 'Ada' } });
    console.log(`start-up of the container: ${Math.round(await image.startUpMs)} ms`);
  });

  it('reports errors with lines of the source', async () => {
    await using image = await runImage(engine, project.tag);
    const { stackTrace } = (await image.invoke('fail')) as { stackTrace: string[] };
    expect(stackTrace[0]).toMatch(/MyLambda\.handler \(.*\/src\/app\.ts:\d+:\d+\)/);
  });

  it('responds if it runs as another user', async () => {
    await using image = await runImage(engine, project.tag, { user: '12345:12345' });
    expect(await image.invoke({})).toEqual({ message: 'Hello!', input: {} });
  });

  it('dispatches events and streams', async () => {
    await using image = await runImage(engine, project.tag);
    expect(await image.invoke(sampleEvent('sqs', { bodies: ['{"order":1}'] }))).toSatisfy(isBatchSuccess);
    await image.logged('order: 1');
    expect(await image.invoke({ stream: 2 })).toBe('1\n2\n');
  });

  it('handles concurrent invocations, as on managed instances', async () => {
    await using image = await runImage(engine, project.tag, { concurrency: 4 });
    const responses = await Promise.all([1, 2, 3, 4].map((n) => image.invoke({ n })));
    expect(responses).toEqual([1, 2, 3, 4].map((n) => ({ message: 'Hello!', input: { n } })));
  });

  it('has malloc use huge pages if the system lets programs choose', async () => {
    expect(await runInImage(engine, project.tag, 'console.log(process.env.GLIBC_TUNABLES)')).toMatch(/hugetlb=1:/);
    expect(await runInImage(engine, project.tag, PRINT_HUGE_PAGES)).toBe('as chosen');
  });

  it('leaves malloc as it is on request', async () => {
    await using _configured = await project.editForNow('lambda.yaml', (text) =>
      text.replace('build_options: [', 'build_options: ["--build-arg=GLIBC_TUNABLES=", '),
    );
    await project.builder('image');
    expect(await runInImage(engine, project.tag, 'console.log([process.env.GLIBC_TUNABLES])')).toBe("[ '' ]");
  });

  it('contains Node, but no npm, npx or package of the build', async () => {
    expect(await runInImage(engine, project.tag, LIST_BUILD_FILES)).toBe('');
  });

  it('removes the npm of its base image', async () => {
    await using _base = await project.editForNow('lambda.yaml', withBase('node:24-trixie-slim'));
    await project.builder('image');
    expect(await runInImage(engine, project.tag, LIST_BUILD_FILES)).toBe('');
  });

  it('is one manifest, with the SnapStart label only if it is configured', async () => {
    const inspect = () =>
      JSON.parse(execFileSync(engine.command, ['image', 'inspect', project.tag], { encoding: 'utf8' }));
    const label = 'com.amazonaws.lambda.feature.snapstart';
    expect(inspect()[0].Config.Labels ?? {}).not.toHaveProperty([label]);
    await using _snapStart = await project.editForNow('lambda.yaml', (text) =>
      text.replace(/^lambda:$/m, 'lambda:\n  snap_start: true\n  alias: live'),
    );
    await project.builder('image');
    expect(inspect()).toHaveLength(1);
    expect(inspect()[0].Config.Labels).toHaveProperty([label], 'Allow');
  });

  it('is built on an image with nothing but glibc', async () => {
    buildBareImage('alr-bare-test');
    await using _base = await project.editForNow('lambda.yaml', withBase('alr-bare-test'));
    expect(await project.builder('image')).toMatch(/compile cache: used/);
    await using image = await runImage(engine, project.tag);
    expect(await image.invoke({})).toEqual({ message: 'Hello!', input: {} });
  });

  it('is built on a platform image, with an overlay on top', async () => {
    const dockerfile = (...lines: string[]) => ['ARG BASE_IMAGE', 'FROM $BASE_IMAGE', ...lines].join('\n');
    await using _platform = await project.editForNow('Dockerfile.platform', () =>
      dockerfile('RUN echo 1 > /etc/platform'),
    );
    await using _overlay = await project.editForNow('Dockerfile.overlay', () =>
      dockerfile('USER root', 'RUN echo 1 > /etc/overlay', 'USER 993:990'),
    );
    await using _configured = await project.editForNow('lambda.yaml', (text) =>
      text.replace(/^lambda:$/m, 'platform_image: alr-platform-test\noverlay: Dockerfile.overlay\nlambda:'),
    );
    await project.builder('image');
    const script = `console.log(['/etc/platform', '/etc/overlay'].filter(require('fs').existsSync).join())`;
    expect(await runInImage(engine, project.tag, script)).toBe('/etc/platform,/etc/overlay');
    await using image = await runImage(engine, project.tag);
    expect(await image.invoke({})).toEqual({ message: 'Hello!', input: {} });
  });

  it('is built without copying env files', async () => {
    for (const file of ['.env', '.env.local', 'lambda-handler.env', 'src/.env']) {
      writeFileSync(join(project.directory, file), 'TOKEN=hunter2');
    }
    await project.builder('image', '--', '--target=build');
    const script = `console.log(require('fs').readdirSync('/build', { recursive: true }).filter((file) => /\\.env/.test(file) && !/node_modules/.test(file)).join())`;
    expect(await runInImage(engine, project.tag, script)).toBe('');
  });

  it('runs a handler that is the path of a file', async () => {
    await using _source = await project.editForNow('src/app.ts', (text) => `${text}\nexport default MyLambda;\n`);
    await project.builder('image', '--', '--build-arg=HANDLER=./src/app.ts');
    await using image = await runImage(engine, project.tag);
    expect(await image.invoke({ name: 'Ada' })).toEqual({ message: 'Hello!', input: { name: 'Ada' } });
  });

  it('is not built for a handler that its module does not have', async () => {
    await using _source = await project.editForNow('src/app.ts', (text) => `${text}\nexport const nested = {};\n`);
    const building = project.builder('image', '--', '--build-arg=HANDLER=src/app.nested.missing');
    await expect(building).rejects.toThrow('ERROR: ./src/app.js has no export nested.missing');
  });

  it('is built with a warning if its module cannot be loaded', async () => {
    await using _source = await project.editForNow('src/app.ts', (text) => `${text}\nthrow new Error('no table');\n`);
    expect(await project.builder('image')).toContain(
      "WARNING: the function's module cannot be loaded outside of Lambda: Error: no table",
    );
  });

  it('is built with a warning if the compile cache is not used', async () => {
    // Only the owner can read the cache's files, so root's files are unreadable for the function.
    await using _chown = await project.editForNow('Dockerfile', (text) =>
      text.replaceAll('--chown=993:990', '--chown=0:0'),
    );
    expect(await project.builder('image')).toMatch(/WARNING: the compile cache is missed/);
  });
});

describe.skipIf(found === undefined)('the image of a function in JavaScript, with pnpm', () => {
  it('responds', async () => {
    const options = ['--language', 'javascript', '--package-manager', 'pnpm'];
    const project = await scaffoldFor(engine, 'alr-image-test-js', options);
    try {
      await project.builder('image');
      await using image = await runImage(engine, project.tag);
      expect(await image.invoke(1)).toEqual({ message: 'Hello!', input: 1 });
    } finally {
      await project.remove();
    }
  });
});

/** Sets the base image of lambda.yaml. */
function withBase(image: string): (text: string) => string {
  return (text) => text.replace(/^image:$/m, `image:\n  base: ${image}`);
}

/** Prints the files of the build that are left in an image, which should be none. */
const LIST_BUILD_FILES = `console.log(['/usr/local/bin/npm', '/usr/local/bin/npx', '/usr/local/lib/node_modules/npm',
  '/var/task/node_modules/rolldown', '/build'].filter(require('fs').existsSync).join())`;

/** glibc marks its heap ("hg") only if the system leaves the choice to programs. */
const PRINT_HUGE_PAGES = `const read = (file) => fs.readFileSync(file, 'utf8');
const file = '/sys/kernel/mm/transparent_hugepage/enabled';
const isChosen = fs.existsSync(file) && read(file).includes('[madvise]');
const isMarked = /\\[heap\\]\\n(?:\\w+:.*\\n)*VmFlags:.* hg\\b/.test(read('/proc/self/smaps'));
console.log(isChosen === isMarked ? 'as chosen' : 'other than chosen: ' + isChosen);`;

/** Whether a response reports no failed message of an SQS batch. */
function isBatchSuccess(response: unknown): boolean {
  return response === null || JSON.stringify(response) === '{"batchItemFailures":[]}';
}

/** Builds an image with nothing but the files of glibc. */
function buildBareImage(tag: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'alr-bare-'));
  const files = 'libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0 ld-linux-*';
  const dockerfile = [
    'FROM debian:trixie-slim AS debian',
    `RUN mkdir -p /bare/tmp /bare/lib64 && cd /lib/*-linux-gnu && mkdir -p /bare$PWD && cp -L ${files} /bare$PWD/ && cp -L ld-linux-* /bare/lib64/`,
    'FROM scratch',
    'COPY --from=debian /bare /',
  ];
  writeFileSync(join(folder, 'Dockerfile'), dockerfile.join('\n'));
  execFileSync(engine.command, ['build', ...engine.buildOptions, '--tag', tag, folder], { stdio: 'pipe' });
  rmSync(folder, { recursive: true });
}
