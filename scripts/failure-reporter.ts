import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { TestError } from 'vitest';
import type { Reporter, TestModule, Vitest } from 'vitest/node';

/** More would hide the next failure in the output of a whole run. */
const MAX_LINES = 60;

/**
 * Writes why tests failed to `reports/failures.txt`. Vitest's own report has only messages: neither the values that
 * differ nor the error behind a failed property.
 */
export class FailureReporter implements Reporter {
  #folder = '';

  onInit({ config }: Vitest): void {
    this.#folder = join(config.root, 'reports');
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const failures = modules.flatMap((module) =>
      [...module.children.allTests('failed')].map((test) => {
        const lines = (test.result().errors ?? []).flatMap(describeError).slice(0, MAX_LINES);
        return `${module.relativeModuleId} > ${test.fullName}\n${lines.map((line) => `  ${line}\n`).join('')}\n`;
      }),
    );
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(join(this.#folder, 'failures.txt'), failures.join(''));
  }
}

/** The lines of an error: its message, the values that differ, and the same of its cause. */
function describeError({ name, message, diff = '', cause }: TestError): string[] {
  const lines = stripVTControlCharacters(`${name}: ${message}\n${diff}`).trimEnd().split('\n');
  return cause ? [...lines, ...describeError(cause)] : lines;
}
