/**
 * Counts the tests that passed, failed and were skipped, from the vitest report in each folder with tests. Exits with 1
 * if a test failed, a report is missing or no test ran, and prints the reasons to stderr, with what failure-reporter.ts
 * has written about them.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { countTests, findFaults, type TestReport } from './test-counts.ts';

const folders = globSync(['*/vitest.config.ts', 'packages/*/vitest.config.ts']).map(dirname).sort();
const reports = new Map(folders.map((folder) => [folder, readReport(join(folder, 'reports', 'vitest.json'))]));

const faults = findFaults(reports);
for (const fault of faults) console.error(fault);
if (faults.length > 0)
  for (const folder of folders) process.stderr.write(readText(join(folder, 'reports', 'failures.txt')));
const { passed, failed, skipped } = countTests([...reports.values()].filter((report) => report !== undefined));
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = faults.length === 0 ? 0 : 1;

function readReport(path: string): TestReport | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as TestReport;
  } catch {
    // The report is missing or incomplete; `findFaults` reports it.
    return undefined;
  }
}

/** Empty if there is no such file, as after a run that crashed. */
function readText(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
