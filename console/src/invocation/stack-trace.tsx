import { Fragment } from 'preact';
import { useEmulator } from '../state/current.ts';
import { editor } from '../state/editor.ts';
import { editorLink } from '../state/editor-link.ts';
import { useValue } from '../state/observable.ts';
import { CodeExcerpt } from './code-excerpt.tsx';
import { type Frame, framesOf, groupFrames, placeInProject } from './stack-frames.ts';

interface StackTraceProps {
  readonly frames: readonly string[];
  /** Whether to show the code at the first frame in the project. */
  readonly hasExcerpt: boolean;
}

/** The frames of an error. Those in the project lead to the editor; those of libraries and Node can be opened. */
export function StackTrace({ frames, hasExcerpt }: StackTraceProps) {
  const { directory = '' } = useEmulator();
  const parsed = framesOf(frames);
  const thrownAt = hasExcerpt ? parsed.find((each) => placeInProject(directory, each) !== undefined) : undefined;
  return (
    <div class="frames mono">
      {groupFrames(parsed, directory).map(({ isOwn, frames: grouped }, index) =>
        isOwn ? (
          // A function that calls itself has equal frames.
          grouped.map((frame, position) => (
            <Fragment key={position}>
              <OwnFrame frame={frame} directory={directory} />
              {frame === thrownAt && <CodeExcerpt file={frame.file} line={Number(frame.line)} />}
            </Fragment>
          ))
        ) : (
          <details key={`group ${index}`}>
            <summary class="soft">
              {grouped.length === 1 ? '1 frame' : `${grouped.length} frames`} of libraries and Node
            </summary>
            {grouped.map((frame, position) => (
              <div key={position} class="soft">
                {frame.text}
              </div>
            ))}
          </details>
        ),
      )}
    </div>
  );
}

function OwnFrame({ frame, directory }: { readonly frame: Frame; readonly directory: string }) {
  const { name, file, line, column } = frame;
  const shown = `${placeInProject(directory, frame) ?? file}:${line}`;
  const link = editorLink(useValue(editor), file, line, column);
  return (
    <div>
      {name} {link === undefined ? shown : <a href={link}>{shown}</a>}
    </div>
  );
}
