import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pageOf } from './page.ts';
import { plotsOf } from './plots.ts';
import { jsonOf, type Report } from './report.ts';

const FOLDER = join(import.meta.dirname, '../results');
/** One line of JSON. The formatter would reformat it in a `.json` file. */
const SAMPLES = join(FOLDER, 'samples.ndjson');

/** Reads the report in the repository; undefined if there is none yet. */
export async function readReport(): Promise<Report | undefined> {
  try {
    return JSON.parse(await readFile(SAMPLES, 'utf8')) as Report;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes the samples, the table and the plots. */
export async function writeReport(report: Report): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(SAMPLES, jsonOf(report));
  await writeFile(join(FOLDER, 'README.md'), pageOf(report));
  for (const [name, plot] of plotsOf(report)) await writeFile(join(FOLDER, name), plot);
}
