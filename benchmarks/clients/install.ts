import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AwsLambdaRic, findAwsLambdaRic, installAwsLambdaRic, type Missing } from './aws-lambda-ric.ts';
import { npmInstall, pack } from './npm.ts';

const HANDLERS = join(import.meta.dirname, 'handlers');
const PACKAGES = join(import.meta.dirname, '../../packages');

/** What is measured, installed as users install it. */
export interface Installation extends AsyncDisposable {
  /** A folder with the packed packages, and this project's handlers. */
  readonly alr: string;
  /** The tarballs of the runtime and its peers. */
  readonly tarballs: readonly string[];
  readonly ric: AwsLambdaRic | Missing;
}

/**
 * Packs and installs this project's packages, in a folder that is removed when the installation is disposed of, and
 * aws-lambda-ric, which stays.
 * @param mayTakeLong false: aws-lambda-ric is left out where an earlier run hasn't installed it
 */
export async function install(mayTakeLong: boolean, note: (text: string) => void): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'alr-bench-'));
  try {
    note('packing and installing the packages');
    const [context, writer, runtime, event] = await Promise.all(
      ['context', 'writer', 'runtime', 'event'].map((name) => pack(join(PACKAGES, name), join(folder, name))),
    );
    const tarballs = [context, writer, runtime] as string[];
    const alr = join(folder, 'function');
    await npmInstall(alr, [...tarballs, event as string]);
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
