import { type Browser, chromium, type Page } from 'playwright-core';
import { inject, onTestFinished } from 'vitest';
// @boundaries-ignore the tests of the builder have the emulator with a client
import { startTestProject, type TestLocal } from '../../packages/builder/test/local.ts';
// @boundaries-ignore as above
import { createTestProject, type TestProject } from '../../packages/builder/test/test-project.ts';

/** Whether there is a browser; if not, that has been reported. */
export const hasBrowser = inject('chromium') !== '';

/** A bucket whose objects go through a queue, a queue whose messages fail, and a function with a URL. */
export const PIPELINE = `project: shop
functions:
  thumbnails:
    handler: app.Thumbnails
    triggers:
      - { type: s3-sqs, bucket: photos, suffix: .jpg, queue: { name: photo-jobs } }
  orders:
    handler: app.Orders
    triggers:
      - { type: url, auth_type: NONE, invoke_mode: RESPONSE_STREAM }
      - { type: sqs, queue: { name: jobs } }
`;

/** A running emulator, and its console in a browser. */
export interface OpenedConsole {
  readonly project: TestProject;
  readonly local: TestLocal;
  readonly page: Page;
  /** What the browser has complained about: errors of the page, and what its policy has blocked. */
  readonly complaints: readonly string[];
}

interface ConsoleOptions {
  readonly configuration?: string;
  readonly query?: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
}

let browser: Promise<Browser> | undefined;

/** The browser of all tests of a file, which ends with them. */
function openBrowser(): Promise<Browser> {
  browser ??= chromium.launch({ executablePath: inject('chromium'), args: ['--no-sandbox'] });
  return browser;
}

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
}

/** Starts an emulator with functions that do what their events say, and opens its console. It ends with the test. */
export async function openConsole(options: ConsoleOptions = {}): Promise<OpenedConsole> {
  const { configuration = PIPELINE, query = '', colorScheme = 'light', width = 1280 } = options;
  const project = await createTestProject({ 'lambda.yaml': configuration });
  const local = await startTestProject(project);
  onTestFinished(async () => {
    await local.close();
    await project[Symbol.asyncDispose]();
  });
  const url = new URL(local.consoleUrl ?? '');
  url.search = query;
  return { project, local, ...(await openPage(url.href, { colorScheme, width })) };
}

/** Opens an address in a browser. It is closed with the test. */
export async function openPage(
  url: string,
  { colorScheme = 'light', width = 1280 }: Pick<ConsoleOptions, 'colorScheme' | 'width'> = {},
): Promise<Pick<OpenedConsole, 'page' | 'complaints'>> {
  const context = await (await openBrowser()).newContext({ colorScheme, viewport: { width, height: 720 } });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  return { page, complaints };
}
