import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
// @boundaries-ignore an engine needs the same options in the image tests
import { findContainerEngine } from '../../tests/image/container-engine.ts';
import { install } from '../clients/install.ts';
import type { Program } from '../clients/program.ts';
import { Container, programOfImage } from '../image/container.ts';
import { type BuiltImage, buildImages } from '../instant-start/build-images.ts';
import { readFunction, versionsOf } from '../instant-start/functions.ts';
import type { Form, Workshop } from './forms.ts';
import { readReport } from './outcome.ts';

const modes = ['none', 'libraries'] as const;

/** Builds images, and starts functions in them as Lambda does. */
export async function openImageWorkshop(note: (text: string) => void): Promise<Workshop> {
  const engine = findContainerEngine();
  if (engine === undefined)
    throw new Error('--images needs a container engine, and none of docker, podman, finch works');
  const installation = await install(false, note);
  return {
    versionOf: async (name) => (await versionsOf([name]))[name] as string,
    async build(entry) {
      const images = await buildImages(engine, await readFunction('libraries', entry), modes, installation.tarballs);
      await using stack = new AsyncDisposableStack();
      const containers: Partial<Record<Form, { container: Container; program: Program }>> = {};
      for (const mode of modes) {
        const { tag } = images[mode] as BuiltImage;
        containers[mode] = {
          container: stack.use(new Container(engine, tag)),
          program: await programOfImage(engine, tag),
        };
      }
      const { tag, printed } = images.libraries as BuiltImage;
      const script = `const { existsSync, readFileSync } = fs; console.log(JSON.stringify({
        manifest: readFileSync('/var/task/package.json', 'utf8'),
        copied: ${JSON.stringify(entry.packages)}.filter((name) => existsSync('/var/task/node_modules/' + name)),
      }))`;
      const options = ['run', '--rm', '--entrypoint=/usr/local/bin/node', tag, '-e', script];
      const { stdout } = await promisify(execFile)(engine.command, options);
      const { manifest, copied } = JSON.parse(stdout) as { manifest: string; copied: string[] };
      const running = stack.move();
      return {
        forms: modes,
        snapshot: readReport(entry, printed, manifest, copied),
        start(form, env) {
          const { container, program } = containers[form] as { container: Container; program: Program };
          return container.start({ program: { ...program, env: { ...program.env, ...env } }, until: 'response' });
        },
        [Symbol.asyncDispose]: () => running.disposeAsync(),
      };
    },
    [Symbol.asyncDispose]: () => installation[Symbol.asyncDispose](),
  };
}
