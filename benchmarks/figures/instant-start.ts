// @boundaries-ignore an engine needs the same options in the image tests
import { type ContainerEngine, findContainerEngine } from '../../tests/image/container-engine.ts';
import { binOf, environment, type Program } from '../clients/program.ts';
import { Container, limitInImage, programOfImage } from '../image/container.ts';
import { buildImages, installForRic, type SnapshotMode, snapshotModes } from '../instant-start/build-images.ts';
import { type MeasuredFunction, measuredFunctions, readFunction } from '../instant-start/functions.ts';
import type { Bars, Bench, Comparison, Figure } from './figure.ts';
import { interleave, pick, type Rounds } from './rounds.ts';
import type { Response } from './start-once.ts';

const formTitles: Readonly<Record<SnapshotMode, string>> = {
  none: 'compile cache',
  libraries: 'libraries in the snapshot',
  everything: 'everything in the snapshot',
};
type Participant = 'limit' | 'ric' | SnapshotMode;
/** Where an image for aws-lambda-ric has the function. */
const RIC_TASK = '/var/function';

/** Starts of functions with libraries, in the images that `alr-builder image` makes of them. */
export const instantStart: Figure = {
  name: 'instant-start',
  about: 'from the spawn of the process to its first response, in the images of functions with libraries',
  takesMinutes: true,
  async measure(bench) {
    const engine = findContainerEngine();
    if (engine === undefined) {
      bench.progress('left out: it builds images, and none of docker, podman and finch works');
      return { comparisons: [], series: [] };
    }
    const comparisons: Comparison[] = [];
    const groups: Bars['groups'][number][] = [];
    for (const fn of measuredFunctions) {
      const rounds = await measureFunction(bench, engine, fn);
      comparisons.push(...comparisonsOf(fn, rounds));
      groups.push(groupOf(fn, rounds));
    }
    const title = 'Cold start to the first response, in the image (shorter is better)';
    return { comparisons, series: [], bars: [{ name: 'instant-start', title, unit: 'ms', groups }] };
  },
};

type FunctionRounds = Partial<Rounds<Participant, Response>>;

async function measureFunction(bench: Bench, engine: ContainerEngine, fn: MeasuredFunction): Promise<FunctionRounds> {
  bench.progress(`${fn.name}: building images`);
  const source = await readFunction('applications', fn);
  const images = await buildImages(engine, source, snapshotModes, bench.tarballs, (reason) =>
    bench.progress(`${fn.name}: left out with everything in the snapshot: ${reason}`),
  );
  await using ric = bench.ric && (await installForRic(bench.ric.folder, source));
  await using containers = new AsyncDisposableStack();
  const starts = new Map<Participant, () => Promise<Response>>();
  for (const mode of snapshotModes) {
    const image = images[mode];
    if (image === undefined) continue;
    const program = await programOfImage(engine, image.tag);
    // All run on the same base and the same Node.
    const mounts = mode === 'none' && ric !== undefined ? { [RIC_TASK]: ric.folder } : {};
    const container = containers.use(new Container(engine, image.tag, mounts));
    const start = (other: Program) => container.start({ program: other, until: 'response' });
    starts.set(mode, () => start(program));
    if (mode !== 'none') continue;
    starts.set('limit', () => start(limitInImage(program)));
    if (ric !== undefined) starts.set('ric', () => start(ricInImage(ric.folder)));
  }
  const progress = (text: string) => bench.progress(`${fn.name}: ${text}`);
  return await interleave({ ...bench, progress }, [...starts.keys()], 21, async (participant) => {
    const start = starts.get(participant) as () => Promise<Response>;
    return start();
  });
}

function ricInImage(folder: string): Program {
  const bin = binOf(folder, 'aws-lambda-ric').replace(folder, RIC_TASK);
  return { args: [bin, 'app.handler'], cwd: RIC_TASK, env: { ...environment(RIC_TASK), _HANDLER: 'app.handler' } };
}

function comparisonsOf({ title }: MeasuredFunction, { limit, ric, ...forms }: FunctionRounds): Comparison[] {
  const measured = snapshotModes.filter((mode) => forms[mode] !== undefined);
  return measured.flatMap((mode): Comparison[] => {
    const rounds = { ...(limit && { limit }), ...(forms[mode] && { alr: forms[mode] }), ...(ric && { ric }) };
    const name = `${title}: ${formTitles[mode]}`;
    return [
      { title: name, unit: 'ms', samples: pick(rounds, ({ wall }) => wall) },
      { title: `${name}, processor time`, unit: 'ms', samples: pick(rounds, ({ cpu }) => cpu) },
    ];
  });
}

function groupOf({ title }: MeasuredFunction, rounds: FunctionRounds): Bars['groups'][number] {
  const labels: Readonly<Record<Participant, string>> = {
    limit: 'raw socket, nothing imported',
    ric: 'aws-lambda-ric',
    ...formTitles,
  };
  const participants: readonly Participant[] = ['ric', ...snapshotModes, 'limit'];
  const bars = participants.flatMap((participant) => {
    const samples = rounds[participant]?.map(({ wall }) => wall);
    const subject = participant === 'limit' || participant === 'ric' ? participant : 'alr';
    return samples === undefined ? [] : [{ label: labels[participant], subject, samples } as const];
  });
  return { title, bars };
}
