import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { XrayDaemon } from '../conformance/server/xray-daemon.ts';
import { buildFunction } from './build-function.ts';

const source = `import AWSXRay from 'aws-xray-sdk-core';
import { capture } from '@alr/runtime/xray';
export const handler = async () =>
  capture('outer', async () => AWSXRay.captureAsyncFunc('inner', async (subsegment) => { await null; subsegment.close(); return 'traced'; }));`;

describe.each(['none', 'libraries'] as const)('the X-Ray SDK in an image with the snapshot %s', (mode) => {
  it('is in the bundle, and is the one of @alr/runtime/xray', async () => {
    await using daemon = await XrayDaemon.start();
    const built = await buildFunction({ 'app.mjs': source }, mode, {}, ['aws-xray-sdk-core']);
    expect(existsSync(join(built.task, 'node_modules/aws-xray-sdk-core'))).toBe(false);
    await using emulated = await built.start({ AWS_XRAY_DAEMON_ADDRESS: daemon.address });
    const headers = { 'x-amzn-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1' };
    const url = `${emulated.local.url}/2015-03-31/functions/function/invocations`;
    expect(await (await fetch(url, { method: 'POST', headers, body: '{}' })).json()).toBe('traced');
    const sent = [await daemon.next(), await daemon.next()];
    const [inner, outer] = sent.sort((one, other) => one.name.localeCompare(other.name));
    expect(inner).toMatchObject({ name: 'inner', parent_id: outer?.id });
  });

  it('is not needed if it is not installed', async () => {
    const missing = `import { capture } from '@alr/runtime/xray';
export const handler = async () => { try { capture('x', () => {}); } catch (error) { return error.name; } };`;
    const built = await buildFunction({ 'app.mjs': missing }, mode);
    // Where the package manager of these tests finds packages.
    await using emulated = await built.start({ NODE_PATH: '' });
    expect(await emulated.invoke()).toBe('XraySdkMissingError');
  }, 120_000);
});

it('names an @alr/runtime that does not find the SDK in a bundle', async () => {
  const runtime = {
    'node_modules/@alr/runtime/package.json': JSON.stringify({
      name: '@alr/runtime',
      version: '1.0.0',
      type: 'module',
      bin: { 'alr-bootstrap': './dist/alr-bootstrap.js' },
      exports: { './xray': './dist/xray.js', './package.json': './package.json' },
    }),
    'node_modules/@alr/runtime/dist/alr-bootstrap.js': '',
    'node_modules/@alr/runtime/dist/xray.js': `export const capture = () => process.getBuiltinModule('node:module').createRequire(import.meta.url)('aws-xray-sdk-core');`,
  };
  const building = buildFunction({ 'app.mjs': source, ...runtime }, 'none', {}, ['aws-xray-sdk-core']);
  await expect(building).rejects.toThrow(
    'image/bundle.mjs: @alr/runtime 1.0.0 does not find the X-Ray SDK in a bundle: install a later version of @alr/runtime\n',
  );
});
