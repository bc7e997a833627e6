import type { Difference } from '../api/types.ts';

interface DifferencesProps {
  readonly title: string;
  readonly differences: readonly Difference[];
}

/** What has gone, and what has come. */
export function Differences({ title, differences }: DifferencesProps) {
  return (
    <section>
      <h3>
        {title}: {differences.length === 0 ? 'the same' : `${differences.length} different`}
      </h3>
      <ul class="differences mono">
        {differences.map(({ path, before, after }) => (
          <li key={path}>
            <div class="soft">{path}</div>
            {before !== undefined && <div class="toned bad">− {JSON.stringify(before)}</div>}
            {after !== undefined && <div class="toned good">+ {JSON.stringify(after)}</div>}
          </li>
        ))}
      </ul>
    </section>
  );
}
