import { describe, expect, it } from 'vitest';
import { configurationOf } from '../../test/configuration.ts';
import { type BuildRequest, buildArguments } from './build-arguments.ts';
import { imageRequests, platformRequest } from './build-requests.ts';
import { projectContext } from './context/build-context.ts';
import type { Engine } from './engine/engine.ts';

const docker: Engine = { name: 'docker', command: 'docker', hasBuildx: true };

const requestsOf = (image: string, other = '') =>
  imageRequests(
    configurationOf(`project: web\nimage: { handler: src/app.MyLambda, ${image} }\ntrigger: { type: none }\n${other}`),
    projectContext('/project'),
  );

describe('the build requests', () => {
  it("build the function's image on the base image", () => {
    expect(requestsOf('repo: shop, base: "ubuntu:26.04"')).toEqual([
      expect.objectContaining({
        tag: 'shop:web',
        dockerfile: '/project/Dockerfile',
        context: '/project',
        architecture: 'x86_64',
        buildArguments: { BASE_IMAGE: 'ubuntu:26.04', HANDLER: 'src/app.MyLambda' },
        labels: { 'alr.project': 'web' },
      }),
    ]);
  });

  it('bundle the handlers of all functions, and allow SnapStart if one uses it', () => {
    const yaml = 'project: shop\nfunctions:\n  orders: { handler: ./src/orders.ts, snap_start: true, alias: live }\n';
    const handlers = ['./src/orders.ts', 'src/api.Api'];
    const [request] = imageRequests({ ...configurationOf(yaml), handlers }, projectContext('/project'));
    expect(request?.buildArguments).toMatchObject({ HANDLER: 'src/orders src/api.Api' });
    expect(request?.labels).toMatchObject({ 'com.amazonaws.lambda.feature.snapstart': 'Allow' });
  });

  it('pass the kind of snapshot, unless it is the default of the Dockerfile', () => {
    expect(requestsOf('snapshot: everything')[0]?.buildArguments).toMatchObject({ SNAPSHOT: 'everything' });
    expect(requestsOf('snapshot: libraries')[0]?.buildArguments).not.toHaveProperty('SNAPSHOT');
  });

  it('build the function on the platform image, and that on the base image', () => {
    const configuration = configurationOf('trigger: { type: none }\nplatform_image: shop-platform\n');
    expect(imageRequests(configuration, projectContext('/project'))[0]?.buildArguments).toMatchObject({
      BASE_IMAGE: 'shop-platform',
    });
    expect(platformRequest(configuration, 'shop-platform')).toMatchObject({
      tag: 'shop-platform',
      dockerfile: '/project/Dockerfile.platform',
      buildArguments: { BASE_IMAGE: 'debian:trixie-slim' },
    });
  });

  it('build the overlay on top of the function, if there is one', () => {
    const [functionRequest, overlay] = requestsOf('repo: shop', 'overlay: Dockerfile.overlay\n');
    expect(functionRequest?.tag).toBe('shop:web.function');
    expect(overlay).toMatchObject({
      tag: 'shop:web',
      dockerfile: '/project/Dockerfile.overlay',
      buildArguments: { BASE_IMAGE: 'shop:web.function' },
    });
  });

  it('set the label that SnapStart requires, on the overlay too', () => {
    const requests = requestsOf('repo: shop', 'overlay: o\nlambda: { snap_start: true, alias: live }\n');
    const labels = requests.map((request) => request.labels);
    expect(labels).toEqual(Array(2).fill({ 'alr.project': 'web', 'com.amazonaws.lambda.feature.snapstart': 'Allow' }));
  });
});

describe('buildArguments', () => {
  const [request] = requestsOf('repo: shop, build_options: [--no-cache]', 'lambda: { architecture: arm64 }\n');

  it('selects one architecture, and puts the options of the user last', () => {
    const args = buildArguments(docker, request as BuildRequest);
    expect(args.join(' ')).toContain('--platform linux/arm64');
    expect(args.slice(-2)).toEqual(['--no-cache', '/project']);
  });

  it('disables attestations, which Lambda rejects', () => {
    expect(buildArguments(docker, request as BuildRequest)).toEqual(
      expect.arrayContaining(['--provenance=false', '--sbom=false', '--load']),
    );
  });

  it.each([
    [{ ...docker, hasBuildx: false }],
    [{ name: 'podman', command: 'podman', hasBuildx: false }],
    [{ name: 'buildah', command: 'buildah', hasBuildx: false }],
    [{ name: 'finch', command: 'finch', hasBuildx: false }],
  ] as [Engine][])('uses no options that $name does not support', (engine) => {
    const args = buildArguments(engine, request as BuildRequest);
    expect(args[0]).toBe('build');
    expect(args.join(' ')).not.toMatch(/provenance|sbom|--load/);
  });
});
