// @boundaries-ignore an engine needs the same options in the image tests
import { findContainerEngine } from '../../tests/image/container-engine.ts';
import { Container, limitInImage, programOfImage } from '../image/container.ts';
import type { Figure } from './figure.ts';
import { interleave, pick } from './rounds.ts';

/** A cold start where it happens: in a function's image. */
export const imageColdStart: Figure = {
  name: 'image-cold-start',
  about: 'a cold start in the image that --image names, made by alr-builder: with its compile cache and without',
  async measure(bench) {
    if (bench.image === undefined) {
      bench.progress('left out: --image TAG names an image that `alr-builder image` has made');
      return { comparisons: [], series: [] };
    }
    const engine = findContainerEngine();
    if (engine === undefined)
      throw new Error('--image needs a container engine, and none of docker, podman, finch works');
    bench.progress(`in a container of ${bench.image}`);
    const program = await programOfImage(engine, bench.image);
    const { NODE_COMPILE_CACHE: _, ...withoutCache } = program.env;
    const programs = { limit: limitInImage(program), alr: program, bare: { ...program, env: withoutCache } };
    await using container = new Container(engine, bench.image);
    const names = Object.keys(programs) as (keyof typeof programs)[];
    const { bare, ...baked } = await interleave(bench, names, 25, (name) =>
      container.start({ program: programs[name], until: 'next' }),
    );
    const unbaked = { ...baked, alr: bare };
    return {
      comparisons: [
        { title: 'Cold start in the image', unit: 'ms', isPictured: true, samples: pick(baked, ({ wall }) => wall) },
        { title: 'Cold start in the image, processor time', unit: 'ms', samples: pick(baked, ({ cpu }) => cpu) },
        { title: 'Cold start in the image, no compile cache', unit: 'ms', samples: pick(unbaked, ({ wall }) => wall) },
        {
          title: 'Cold start in the image, no compile cache, processor time',
          unit: 'ms',
          samples: pick(unbaked, ({ cpu }) => cpu),
        },
      ],
      series: [],
    };
  },
};
