import { useMemo, useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { JsonTree } from '../parts/json-tree.tsx';
import { Toggle } from '../parts/toggle.tsx';
import { formatCount } from '../state/format.ts';
import { parseLogLine } from './log-line.ts';

/** How many lines are rendered at first, and how many more at each step. */
const STEP = 500;

interface LogTabProps {
  readonly logs: readonly string[];
  /** How many lines before them are not kept. */
  readonly lostLines?: number | undefined;
}

/** The lines of a log. A line that is a JSON object can be opened. */
export function LogTab({ logs, lostLines = 0 }: LogTabProps) {
  const [shown, setShown] = useState(STEP);
  if (logs.length === 0) return <EmptyState title="The function has logged nothing" />;
  return (
    <div class="log mono">
      {lostLines > 0 && <p class="soft">{formatCount(lostLines, 'earlier line')}: no longer kept</p>}
      {logs.slice(0, shown).map((line, index) => (
        <LogRow key={index} line={line} />
      ))}
      {shown < logs.length && (
        <Button look="quiet" onClick={() => setShown(shown + STEP)}>
          {logs.length - shown} more lines
        </Button>
      )}
    </div>
  );
}

function LogRow({ line }: { readonly line: string }) {
  const [isOpen, setOpen] = useState(false);
  const { time, level, message, value } = useMemo(() => parseLogLine(line), [line]);
  return (
    <div class={`log-line ${level}`}>
      <span class="soft">{time}</span>
      <span class="log-level">{level}</span>
      {value === undefined ? (
        <span class="log-message">{message}</span>
      ) : (
        <div class="log-message">
          <Toggle isOpen={isOpen} onToggle={setOpen}>
            {message}
          </Toggle>
          {isOpen && <JsonTree value={value} />}
        </div>
      )}
    </div>
  );
}
