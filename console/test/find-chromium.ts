import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of Chromium; empty if there is none, which is reported once. */
    readonly chromium: string;
  }
}

const run = promisify(execFile);
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Finds Chromium or Chrome. In CI on Debian, the package is installed if there is none. Elsewhere, the tests in the browser
 * are skipped with a message.
 */
export default async function findChromium(project: TestProject): Promise<void> {
  const found = (await firstPlace()) ?? ((await installOnDebian()) ? await firstPlace() : undefined);
  if (found === undefined) {
    process.stderr.write('SKIPPED: the tests in a browser: install Chromium, as in apt-get install chromium\n');
  }
  project.provide('chromium', found ?? '');
}

async function firstPlace(): Promise<string | undefined> {
  for (const place of places) {
    const isThere = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return place;
  }
  return undefined;
}

/** Only in CI: tests install nothing on a developer's machine. */
async function installOnDebian(): Promise<boolean> {
  if (process.env.CI === undefined || process.getuid?.() !== 0) return false;
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-q'], { env });
    await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], { env });
    return true;
  } catch {
    return false;
  }
}
