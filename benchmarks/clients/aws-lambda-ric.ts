import { execFile } from 'node:child_process';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { npmInstall } from './npm.ts';

const NAME = 'aws-lambda-ric@4.0.2';
/** Its installation compiles curl and a native addon with these tools. */
const tools = ['cmake', 'make', 'g++', 'python3'];
/** Kept between runs, and not part of the workspace. */
const FOLDER = join(import.meta.dirname, '../../node_modules/.cache/alr-benchmarks', NAME);

/** An installation of AWS's runtime client. */
export interface AwsLambdaRic {
  readonly folder: string;
  /** How long its installation took, in seconds. */
  readonly installSeconds: number;
}

/** Why aws-lambda-ric cannot be measured on this machine. */
export interface Missing {
  readonly reason: string;
}

/** Finds the aws-lambda-ric that an earlier run installed. */
export async function findAwsLambdaRic(): Promise<AwsLambdaRic | Missing> {
  try {
    return { folder: FOLDER, installSeconds: Number(await readFile(join(FOLDER, 'install-seconds'), 'utf8')) };
  } catch {
    return { reason: `${NAME} is not installed; a run without --quick installs it, which takes minutes` };
  }
}

/** Installs aws-lambda-ric unless an earlier run did. This compiles C++ for a minute or more. */
export async function installAwsLambdaRic(note: (text: string) => void): Promise<AwsLambdaRic | Missing> {
  const found = await findAwsLambdaRic();
  if ('folder' in found) return found;
  const missing = await missingTools();
  if (missing.length > 0) {
    return { reason: `${NAME} cannot be installed: it compiles C++, and ${missing.join(', ')} cannot be found` };
  }
  note(`installing ${NAME}: it compiles curl and an addon, which takes a minute or more`);
  return install();
}

async function install(): Promise<AwsLambdaRic> {
  const unfinished = `${FOLDER}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(dirname(FOLDER), { recursive: true });
  const installSeconds = await npmInstall(unfinished, [NAME]);
  // npm can be configured to run no install scripts. The package is then installed, but does not work.
  await access(join(unfinished, 'node_modules/aws-lambda-ric/rapid-client.node'));
  await writeFile(join(unfinished, 'install-seconds'), String(installSeconds));
  await rename(unfinished, FOLDER);
  return { folder: FOLDER, installSeconds };
}

async function missingTools(): Promise<string[]> {
  const installed = await Promise.all(tools.map(isInstalled));
  return tools.filter((_, index) => !installed[index]);
}

async function isInstalled(tool: string): Promise<boolean> {
  try {
    await promisify(execFile)(tool, ['--version']);
    return true;
  } catch {
    return false;
  }
}
