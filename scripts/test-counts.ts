/** The part of vitest's JSON report that is counted. */
export interface TestReport {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** Why the file could not be run. Empty if it was. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** The result of a test run. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Adds up reports. A test file that failed before its first test counts as one failed test. */
export function countTests(reports: readonly TestReport[]): TestCounts {
  const statuses = reports.flatMap(({ testResults }) =>
    testResults.flatMap(({ status, assertionResults }) => {
      const each = assertionResults.map((test) => test.status);
      return status === 'failed' && !each.includes('failed') ? [...each, 'failed'] : each;
    }),
  );
  const passed = statuses.filter((status) => status === 'passed').length;
  const failed = statuses.filter((status) => status === 'failed').length;
  return { passed, failed, skipped: statuses.length - passed - failed };
}

/**
 * Why a test run failed, one line per reason: of each folder its number of failures, and then each of them.
 * @param reports the report of each folder, or undefined if it is missing
 */
export function findFaults(reports: ReadonlyMap<string, TestReport | undefined>): string[] {
  if (reports.size === 0) return ['no package has tests'];
  return [...reports].flatMap(([folder, report]) => {
    if (!report) return [`${folder}: the test report is missing or unreadable`];
    const { passed, failed } = countTests([report]);
    if (passed + failed === 0) return [`${folder}: no test ran`];
    return report.success && failed === 0 ? [] : [`${folder}: ${failed} failed`, ...describeFailures(report)];
  });
}

function describeFailures({ testResults }: TestReport): string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failures = assertionResults.filter((test) => test.status === 'failed');
    if (status === 'failed' && failures.length === 0)
      return [`  ${name}: ${firstLine(message) || 'its process ended'}`];
    return failures.map((test) => `  ${name} > ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
  });
}

function firstLine(text = ''): string {
  return text.split('\n', 1)[0] ?? '';
}
