import { useEffect, useState } from 'preact/hooks';
import { client } from '../state/current.ts';

interface Excerpt {
  /** The number of the first line. */
  readonly first: number;
  readonly lines: readonly string[];
}

/** The lines around the one where an error was thrown, as they are in the file now. */
export function CodeExcerpt({ file, line }: { readonly file: string; readonly line: number }) {
  const [excerpt, setExcerpt] = useState<Excerpt>();
  useEffect(() => {
    // Without the file, the frames are what there is.
    client.get<Excerpt>('/api/code', { file, line }).then(setExcerpt, () => {});
  }, [file, line]);
  if (excerpt === undefined || excerpt.lines.length === 0) return null;
  return (
    <pre class="excerpt">
      {excerpt.lines.map((text, index) => (
        <div key={index} class={excerpt.first + index === line ? 'is-thrown' : ''}>
          <span class="soft">{excerpt.first + index}</span> {text}
        </div>
      ))}
    </pre>
  );
}
