import { describe, expect, it } from 'vitest';
import { countTests, findFaults, type TestReport } from './test-counts.ts';

const report = (...statuses: string[]): TestReport => ({
  success: !statuses.includes('failed'),
  testResults: [
    {
      name: 'a.test.ts',
      status: statuses.includes('failed') ? 'failed' : 'passed',
      message: '',
      assertionResults: statuses.map((status) => ({
        status,
        fullName: `is ${status}`,
        failureMessages: status === 'failed' ? ['Error: no\n    at a.test.ts:1'] : [],
      })),
    },
  ],
});
const brokenFile = (message: string): TestReport => ({
  success: false,
  testResults: [{ name: 'b.test.ts', status: 'failed', message, assertionResults: [] }],
});

describe('countTests', () => {
  it('adds up the reports', () => {
    expect(countTests([report('passed', 'passed', 'skipped'), report('passed', 'failed', 'todo')])).toEqual({
      passed: 3,
      failed: 1,
      skipped: 2,
    });
  });

  it('counts a file that could not be loaded as a failed test', () => {
    expect(countTests([report('passed'), brokenFile('')])).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });
});

describe('findFaults', () => {
  it('finds none if all tests passed', () => {
    expect(findFaults(new Map([['tests', report('passed', 'skipped')]]))).toEqual([]);
  });

  it.each([
    ['a failed test', report('passed', 'failed'), ['tests: 1 failed', '  a.test.ts > is failed: Error: no']],
    ['a file that could not be loaded', brokenFile('No x\n  at'), ['tests: 1 failed', '  b.test.ts: No x']],
    ['a file whose process crashed', brokenFile(''), ['tests: 1 failed', '  b.test.ts: its process ended']],
    ['an error outside the tests', { ...report('passed'), success: false }, ['tests: 0 failed']],
    ['a package without a report', undefined, ['tests: the test report is missing or unreadable']],
    ['a package where no test ran', report('skipped'), ['tests: no test ran']],
  ])('finds %s', (_, each, faults) => {
    expect(findFaults(new Map([['tests', each]]))).toEqual(faults);
  });

  it('reports that there are no tests at all', () => {
    expect(findFaults(new Map())).toEqual(['no package has tests']);
  });
});
