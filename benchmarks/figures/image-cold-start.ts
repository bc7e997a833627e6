import { startInImage } from '../image/run-in-image.ts';
import type { Figure } from './figure.ts';
import { pick } from './rounds.ts';

/** A cold start where it happens: in a function's image. */
export const imageColdStart: Figure = {
  name: 'image-cold-start',
  about: 'a cold start in the image that --image names, made by alr-builder: with its compile cache and without',
  async measure(bench) {
    if (bench.image === undefined) {
      bench.progress('left out: --image TAG names an image that `alr-builder image` has made');
      return { comparisons: [], series: [] };
    }
    bench.progress(`in a container of ${bench.image}`);
    const { limit, withCache, withoutCache } = await startInImage(bench.image, bench.rounds(25));
    const baked = { limit, alr: withCache };
    const bare = { limit, alr: withoutCache };
    return {
      comparisons: [
        { title: 'Cold start in the image', unit: 'ms', isPictured: true, samples: pick(baked, ({ wall }) => wall) },
        { title: 'Cold start in the image, processor time', unit: 'ms', samples: pick(baked, ({ cpu }) => cpu) },
        { title: 'Cold start in the image, no compile cache', unit: 'ms', samples: pick(bare, ({ wall }) => wall) },
        {
          title: 'Cold start in the image, no compile cache, processor time',
          unit: 'ms',
          samples: pick(bare, ({ cpu }) => cpu),
        },
      ],
      series: [],
    };
  },
};
