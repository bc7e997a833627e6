import { describe, expect, it } from 'vitest';
import type { Bars, Comparison, Contrast, Series } from '../figures/figure.ts';
import { pageOf, textOf } from './page.ts';
import { plotsOf } from './plots.ts';
import { jsonOf, type Report, updateReport } from './report.ts';

const start: Comparison = {
  title: 'Cold start',
  unit: 'ms',
  isPictured: true,
  samples: { limit: [10, 20], alr: [15, 30], ric: [30, 60] },
};
const growth: Series = {
  name: 'payload',
  title: 'Echo & co',
  unit: 'µs',
  x: { label: 'event', unit: 'KB' },
  points: [
    { x: 1, samples: { limit: [1], alr: [2] } },
    { x: 1000, samples: { limit: [100], alr: [150] } },
  ],
};

function reportOf(comparisons: readonly Comparison[], series: readonly Series[] = []): Report {
  return { machine: 'a machine', figures: { some: { comparisons, series } } };
}

/** The tables without the padding of their columns. */
function tablesOf(report: Report): string {
  return textOf(report).replace(/ +/g, ' ');
}

describe('the table', () => {
  it('shows medians with the middle half of the rounds, and the ratios of the rounds', () => {
    expect(tablesOf(reportOf([start]))).toContain(
      '| Cold start | 15 ms (12.5–17.5) | 22.5 ms (18.8–26.3) | 45 ms (37.5–52.5) | **1.50** (1.50–1.50) | **0.50** (0.50–0.50) |',
    );
  });

  it('shows a dash for a subject that was not measured', () => {
    expect(tablesOf(reportOf([{ ...start, samples: { alr: [2] } }]))).toContain(
      '| Cold start | – | 2 ms | – | – | – |',
    );
  });

  it('marks quantities of which more is better', () => {
    expect(tablesOf(reportOf([{ ...start, unit: '/s' }]))).toContain('| Cold start (more is better) | 15/s');
  });

  it('shows no ratio if a sample is zero', () => {
    expect(tablesOf(reportOf([{ ...start, samples: { limit: [0], alr: [1], ric: [1] } }]))).toContain('| – | **1.00**');
  });

  it('shows no ratio of differences', () => {
    expect(tablesOf(reportOf([{ ...start, isDifference: true }]))).toMatch(/\| – \| – \|$/m);
  });

  it('has a row for each point of a series', () => {
    expect(tablesOf(reportOf([], [growth]))).toContain('| 1,000 KB | 100 µs | 150 µs | – |');
  });
});

describe('the plots', () => {
  it('show comparisons as multiples of the raw socket', () => {
    const plot = plotsOf(reportOf([start])).get('overview.svg');
    expect(plot).toContain('1.50× · 22.5 ms');
    expect(plot).toContain('3.00× · 45 ms');
  });

  it('invert rates, so that a shorter bar is always better', () => {
    const rate: Comparison = { ...start, unit: '/s', samples: { limit: [100], alr: [50] } };
    expect(plotsOf(reportOf([rate])).get('overview.svg')).toContain('2.00× · 50/s');
  });

  it('show a series as one line per measured subject', () => {
    const plot = plotsOf(reportOf([], [growth])).get('payload.svg');
    expect(plot?.match(/<path /g)).toHaveLength(2);
    expect(plot).toContain('<title>Echo &#38; co</title>');
  });
});

describe('a plot with groups of bars', () => {
  const bars: Bars = {
    name: 'starts',
    title: 'Starts',
    unit: 'ms',
    groups: [
      { title: 'large', bars: [{ label: 'others', subject: 'ric', samples: [300, 320, 340] }] },
      { title: 'small', bars: [{ label: 'ours', subject: 'alr', samples: [8] }] },
    ],
  };
  const report: Report = { machine: 'a machine', figures: { some: { comparisons: [], series: [], bars: [bars] } } };

  it('names each group and bar, and its median', () => {
    const plot = plotsOf(report).get('starts.svg');
    for (const text of ['large', 'others', '320 ms', 'small', 'ours', '8 ms']) expect(plot).toContain(`>${text}<`);
  });

  it('starts at zero, however much the values differ', () => {
    expect(plotsOf(report).get('starts.svg')).toContain('>0 ms<');
  });

  it('is on the page', () => {
    expect(pageOf(report)).toContain('![Starts](starts.svg)');
  });
});

describe('the table about the emulator', () => {
  const contrasts: readonly Contrast[] = [
    {
      ...{ title: 'Start', variant: 'in memory', unit: 'ms', samples: [110, 220] },
      reference: { label: 'no sources', samples: [100, 200] },
    },
    { title: 'Messages', variant: 'in memory', unit: '/s', samples: [5000] },
  ];
  const report: Report = { machine: 'a machine', figures: { some: { comparisons: [], series: [], contrasts } } };

  it('has the ratio to what a quantity is compared with', () => {
    expect(textOf(report)).toMatch(/Start, in memory .* no sources: 150 ms .* \*\*1\.10\*\*/);
    expect(textOf(report)).toMatch(/Messages, in memory \(more is better\) .* 5,000\/s .* – /);
  });

  it('has a plot of the ratios', () => {
    const plot = plotsOf(report).get('local.svg');
    for (const text of ['in memory ÷ no sources', 'Start', '1.1']) expect(plot).toContain(`>${text}<`);
    expect(plot).not.toContain('Messages');
    expect(pageOf(report)).toContain('](local.svg)');
  });
});

describe('the page', () => {
  it('shows every plot', () => {
    const report = reportOf([start], [growth]);
    for (const name of plotsOf(report).keys()) expect(pageOf(report)).toContain(`](${name})`);
  });
});

describe('a report', () => {
  it('adds new figures and keeps the others, in the order of the table', () => {
    const previous: Report = { machine: 'old', figures: { b: { comparisons: [start], series: [] } } };
    const latest: Report = { machine: 'new', figures: { a: { comparisons: [], series: [growth] } } };
    const updated = updateReport(previous, latest, ['a', 'b']);
    expect(Object.keys(updated.figures)).toEqual(['a', 'b']);
    expect(updated.machine).toBe('new');
  });

  it('drops figures that no longer exist', () => {
    expect(updateReport(reportOf([start]), reportOf([]), []).figures).toEqual({});
  });

  it('is JSON without insignificant digits', () => {
    expect(jsonOf(reportOf([{ ...start, samples: { alr: [1.23456789] } }]))).toContain('"alr":[1.2346]');
  });
});
