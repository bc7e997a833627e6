import { type StyleName, style } from '../terminal/style.ts';

/** The result of a check. */
export type State = 'ok' | 'missing' | 'optional' | 'unchecked';

/** One line of the report. */
export interface Finding {
  readonly state: State;
  readonly what: string;
  readonly detail: string;
}

/** A part of the report. */
export interface Section {
  readonly title: string;
  readonly findings: readonly Finding[];
  /** Printed below the findings. */
  readonly notes: readonly string[];
}

const styles: Record<State, StyleName> = { ok: 'success', missing: 'error', optional: 'detail', unchecked: 'warning' };

/** Prints a section as a table. */
export function printSection({ title, findings, notes }: Section, out: NodeJS.WritableStream): void {
  out.write(`${style('heading', title, out)}\n`);
  const width = Math.max(0, ...findings.map(({ what }) => what.length));
  for (const { state, what, detail } of findings) {
    out.write(`  ${style(styles[state], state.padEnd(9), out)}  ${what.padEnd(width)}  ${detail}\n`);
  }
  for (const note of notes) out.write(`  ${style('detail', note, out)}\n`);
}

/** Summarizes the failures of a report, one entry for each kind of failure in a section. */
export function failuresOf(sections: readonly Section[]): string[] {
  return sections.flatMap(({ title, findings }) => {
    const count = (state: State) => findings.filter((finding) => finding.state === state).length;
    const topic = title.toLowerCase();
    return [
      ...(count('missing') > 0 ? [`${topic} missing (${count('missing')})`] : []),
      ...(count('unchecked') > 0 ? [`${topic} not checked`] : []),
    ];
  });
}
