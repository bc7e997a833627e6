import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface CodeEditorProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onRun: () => void;
  readonly label: string;
}

/** An editor for JSON. It is loaded when it is first shown; until then, and without it, there is a plain text area. */
export function CodeEditor({ value, onChange, onRun, label }: CodeEditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const [isLoaded, setLoaded] = useState(false);
  const handlers = useRef({ onChange, onRun });
  handlers.current = { onChange, onRun };
  const editor = useRef<{ setText(text: string): void; close(): void } | undefined>(undefined);
  const current = useRef(value);
  current.current = value;
  useEffect(() => {
    let isClosed = false;
    void import('./json-editor.ts').then(({ openJsonEditor }) => {
      if (isClosed || !box.current) return;
      editor.current = openJsonEditor(box.current, current.current, {
        label,
        changed: (text) => handlers.current.onChange(text),
        run: () => handlers.current.onRun(),
      });
      setLoaded(true);
    });
    return () => {
      isClosed = true;
      editor.current?.close();
    };
  }, [label]);
  // Before the next key: a later one would be undone, and reported as a change, and so on without end.
  useLayoutEffect(() => editor.current?.setText(value), [value]);
  return (
    <div class="code-editor">
      {!isLoaded && (
        <textarea
          class="input mono"
          aria-label={label}
          spellcheck={false}
          value={value}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
      <div ref={box} class="code-editor-box" />
    </div>
  );
}
