import { describe, expect, it } from 'vitest';
import { configurationOf } from '../../test/configuration.ts';
import { type BuildRequest, buildArguments } from './build-arguments.ts';
import { handlerInImage, imageRequests, platformRequest } from './build-requests.ts';
import type { Engine } from './engine.ts';

const docker: Engine = { name: 'docker', command: 'docker', hasBuildx: true };

const requestsOf = (image: string, other = '') =>
  imageRequests(configurationOf(`image: { handler: src/app.MyLambda, ${image} }\ntrigger: { type: none }\n${other}`));

describe('what is built', () => {
  it("is the function's image on its base", () => {
    expect(requestsOf('repo: shop, base: "ubuntu:26.04"')).toEqual([
      expect.objectContaining({
        tag: 'shop:latest',
        dockerfile: '/project/Dockerfile',
        context: '/project',
        architecture: 'x86_64',
        buildArguments: { BASE_IMAGE: 'ubuntu:26.04', HANDLER: 'src/app.MyLambda' },
        labels: {},
      }),
    ]);
  });

  it('is the function on the platform image, which is built on the base', () => {
    const configuration = configurationOf('trigger: { type: none }\nplatform_image: shop-platform\n');
    expect(imageRequests(configuration)[0]?.buildArguments).toMatchObject({ BASE_IMAGE: 'shop-platform' });
    expect(platformRequest(configuration, 'shop-platform')).toMatchObject({
      tag: 'shop-platform',
      dockerfile: '/project/Dockerfile.platform',
      buildArguments: { BASE_IMAGE: 'debian:trixie-slim' },
    });
  });

  it('is the overlay on top of the function where there is one', () => {
    const [ofFunction, overlay] = requestsOf('repo: shop', 'overlay: Dockerfile.overlay\n');
    expect(ofFunction?.tag).toBe('shop:function');
    expect(overlay).toMatchObject({
      tag: 'shop:latest',
      dockerfile: '/project/Dockerfile.overlay',
      buildArguments: { BASE_IMAGE: 'shop:function' },
    });
  });

  it('has the label that SnapStart asks for, in the overlay too', () => {
    const requests = requestsOf('repo: shop', 'overlay: o\nlambda: { snap_start: true, alias: live }\n');
    const labels = requests.map((request) => request.labels);
    expect(labels).toEqual(Array(2).fill({ 'com.amazonaws.lambda.feature.snapstart': 'Allow' }));
  });

  it.each([
    ['app.MyLambda', 'app.MyLambda'],
    ['src/app.MyLambda', 'src/app.MyLambda'],
    ['./src/app.ts', 'src/app'],
    ['./app.mjs', 'app'],
  ])('names the handler %s in the image %s', (handler, inImage) => {
    expect(handlerInImage(handler)).toBe(inImage);
  });
});

describe('how it is built', () => {
  const [request] = requestsOf('repo: shop, build_options: [--no-cache]', 'lambda: { architecture: arm64 }\n');

  it('is for one architecture, with the options of the user last', () => {
    const args = buildArguments(docker, request as BuildRequest);
    expect(args.join(' ')).toContain('--platform linux/arm64');
    expect(args.slice(-2)).toEqual(['--no-cache', '/project']);
  });

  it('is without attestations, which Lambda refuses', () => {
    expect(buildArguments(docker, request as BuildRequest)).toEqual(
      expect.arrayContaining(['--provenance=false', '--sbom=false', '--load']),
    );
  });

  it.each([
    [{ ...docker, hasBuildx: false }],
    [{ name: 'podman', command: 'podman', hasBuildx: false }],
    [{ name: 'buildah', command: 'buildah', hasBuildx: false }],
    [{ name: 'finch', command: 'finch', hasBuildx: false }],
  ] as [Engine][])('has no options that $name does not know', (engine) => {
    const args = buildArguments(engine, request as BuildRequest);
    expect(args[0]).toBe('build');
    expect(args.join(' ')).not.toMatch(/provenance|sbom|--load/);
  });
});
