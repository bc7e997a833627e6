/// <reference lib="dom" /> The types of playwright-core use those of a browser.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createProject, Emulator } from '../local/emulator.ts';
import { invoke, rateOf } from '../local/workload.ts';
import type { Bench, Contrast, Figure, Results } from './figure.ts';
import { interleave, type Rounds } from './rounds.ts';

const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** In the history when the page is opened. */
const INVOCATIONS = 1000;

/** A page that only says something: what Chromium needs itself. */
const EMPTY_PAGE = '<!doctype html><title>empty</title><p>empty</p><script>performance.mark("interactive")</script>';

/** Without and with the files of the page in the cache, and a page with nothing on it. */
const visits = ['first', 'later', 'empty'] as const;
type Visit = (typeof visits)[number];

const labels: Readonly<Record<Visit, string>> = {
  first: 'first visit',
  later: 'later visit',
  empty: 'empty page',
};

/** In milliseconds from the start of the navigation. */
interface Sample {
  readonly paint: number;
  readonly interactive: number;
}

/** How soon the console of the emulator is there, in Chromium. */
export const consolePage: Figure = {
  name: 'console',
  about: 'the console of alr-builder local: its first paint, and when its list is there, in Chromium',
  async measure(bench) {
    const executablePath = findChromium();
    if (executablePath === undefined) {
      bench.progress('there is no Chromium: set CHROMIUM to its path');
      return { comparisons: [], series: [] };
    }
    await using project = await createProject(bench.installed.alr);
    await using emulator = await Emulator.start(project, ['--data', 'memory']);
    await rateOf(bench.amount(INVOCATIONS), () => invoke(emulator));
    await using browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    return await measureIn(browser, emulator.consoleUrl, bench);
  },
};

async function measureIn(browser: Browser, consoleUrl: string, bench: Bench): Promise<Results> {
  const server = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(EMPTY_PAGE));
  const emptyUrl = await new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);
    });
  });
  try {
    // A new window would load parts of the browser at the same time.
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    const session = await page.context().newCDPSession(page);
    const rounds = await interleave(bench, visits, 15, async (each) => {
      await session.send('Network.setCacheDisabled', { cacheDisabled: each !== 'later' });
      return visit(page, each === 'empty' ? emptyUrl : consoleUrl);
    });
    return { comparisons: [], series: [], contrasts: contrastsOf(rounds) };
  } finally {
    server.close();
  }
}

function contrastsOf(rounds: Rounds<Visit, Sample>): Contrast[] {
  return (
    [
      ['First paint of the console', ({ paint }: Sample) => paint],
      ['Until its list is there', ({ interactive }: Sample) => interactive],
    ] as const
  ).flatMap(([title, numberOf]) =>
    visits.map((each) => ({ title, variant: labels[each], unit: 'ms', samples: rounds[each].map(numberOf) })),
  );
}

async function visit(page: Page, url: string): Promise<Sample> {
  await page.goto('about:blank');
  await page.goto(url);
  const measured = await page.waitForFunction(() => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
    const interactive = performance.getEntriesByName('interactive')[0]?.startTime;
    return paint !== undefined && interactive !== undefined && { paint, interactive };
  });
  return (await measured.jsonValue()) as Sample;
}

/** The path of a Chromium. Undefined if there is none. */
export function findChromium(): string | undefined {
  return places.find((place) => place !== undefined && existsSync(place));
}
