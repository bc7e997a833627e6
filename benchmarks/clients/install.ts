import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AwsLambdaRic, findAwsLambdaRic, installAwsLambdaRic, type Missing } from './aws-lambda-ric.ts';
import { npmInstall, pack } from './npm.ts';

const HANDLERS = join(import.meta.dirname, 'handlers');
const PACKAGES = join(import.meta.dirname, '../../packages');
const packages = ['context', 'writer', 'runtime', 'event', 'builder'];

/** The measured packages, installed as users install them. */
export interface Installation extends AsyncDisposable {
  /** A folder with the packed packages and the handlers for `@alr/runtime`. */
  readonly alr: string;
  /** The tarball of each package, by name. */
  readonly tarballs: Readonly<Record<string, string>>;
  readonly ric: AwsLambdaRic | Missing;
}

/**
 * Packs this project's packages and installs them in a temporary folder, which is removed when the installation is
 * disposed of. Also installs aws-lambda-ric, which is kept for later runs.
 * @param mayTakeLong if false, aws-lambda-ric is used only if an earlier run installed it
 */
export async function install(mayTakeLong: boolean, note: (text: string) => void): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'alr-bench-'));
  try {
    note('packing and installing the packages');
    const packed = packages.map(async (name) => [`@alr/${name}`, await pack(join(PACKAGES, name), join(folder, name))]);
    const tarballs = Object.fromEntries(await Promise.all(packed)) as Record<string, string>;
    const alr = join(folder, 'function');
    await npmInstall(alr, [...runtimeAndPeers(tarballs), tarballs['@alr/event'] as string]);
    await cp(join(HANDLERS, 'alr'), alr, { recursive: true });
    const ric = await (mayTakeLong ? installAwsLambdaRic(note) : findAwsLambdaRic());
    if ('folder' in ric) await cp(join(HANDLERS, 'ric'), ric.folder, { recursive: true });
    const remove = () => rm(folder, { recursive: true, force: true });
    return { alr, tarballs, ric, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The tarballs of the runtime and its peers, which a function needs at least. */
export function runtimeAndPeers(tarballs: Readonly<Record<string, string>>): readonly string[] {
  return ['@alr/context', '@alr/writer', '@alr/runtime'].map((name) => tarballs[name] as string);
}
