import { execFile } from 'node:child_process';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { npmInstall } from './npm.ts';

const NAME = 'aws-lambda-ric@4.0.2';
/** What its installation compiles with: it builds curl and a native addon. */
const tools = ['cmake', 'make', 'g++', 'python3'];
/** Kept over the runs, and no part of the workspace. */
const FOLDER = join(import.meta.dirname, '../../node_modules/.cache/alr-benchmarks', NAME);

/** AWS's runtime client, as it was installed. */
export interface AwsLambdaRic {
  readonly folder: string;
  /** How long its installation took, in seconds. */
  readonly installSeconds: number;
}

/** Why aws-lambda-ric can't be measured here. */
export interface Missing {
  readonly reason: string;
}

/** The aws-lambda-ric of an earlier run. */
export async function findAwsLambdaRic(): Promise<AwsLambdaRic | Missing> {
  try {
    return { folder: FOLDER, installSeconds: Number(await readFile(join(FOLDER, 'install-seconds'), 'utf8')) };
  } catch {
    return { reason: `${NAME} isn't installed yet; a run without --quick installs it, which takes minutes` };
  }
}

/** Installs aws-lambda-ric where no earlier run has; this compiles C++ for a minute or more. */
export async function installAwsLambdaRic(note: (text: string) => void): Promise<AwsLambdaRic | Missing> {
  const found = await findAwsLambdaRic();
  if ('folder' in found) return found;
  const lacking = await lackingTools();
  if (lacking.length > 0) {
    return { reason: `${NAME} can't be installed: it compiles C++, and ${lacking.join(', ')} can't be found` };
  }
  note(`installing ${NAME}: it compiles curl and an addon, which takes a minute or more`);
  return install();
}

async function install(): Promise<AwsLambdaRic> {
  const unfinished = `${FOLDER}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(dirname(FOLDER), { recursive: true });
  const installSeconds = await npmInstall(unfinished, [NAME]);
  // Newer versions of npm can be told to run no scripts; then there is a package, and nothing in it works.
  await access(join(unfinished, 'node_modules/aws-lambda-ric/rapid-client.node'));
  await writeFile(join(unfinished, 'install-seconds'), String(installSeconds));
  await rename(unfinished, FOLDER);
  return { folder: FOLDER, installSeconds };
}

async function lackingTools(): Promise<string[]> {
  const isThere = await Promise.all(tools.map(answersVersion));
  return tools.filter((_, index) => !isThere[index]);
}

async function answersVersion(tool: string): Promise<boolean> {
  try {
    await promisify(execFile)(tool, ['--version']);
    return true;
  } catch {
    return false;
  }
}
