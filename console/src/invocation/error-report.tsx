import type { FunctionError } from '../api/types.ts';
import { visibleText } from '../state/visible-text.ts';
import { StackTrace } from './stack-trace.tsx';

interface ErrorReportProps {
  readonly error: FunctionError | string | undefined;
  readonly kind: string;
}

/** Why a function failed: the error with its causes. */
export function ErrorReport({ error, kind }: ErrorReportProps) {
  const known = typeof error === 'string' ? { errorMessage: error } : error;
  return (
    <div class="stack">
      <div class="note bad error-message">
        <div>
          <strong>{known?.errorType ?? kind}</strong>
          <p class="text">{visibleText(known?.errorMessage ?? 'The function has given no message.')}</p>
        </div>
      </div>
      {known && <Contents error={known} hasExcerpt />}
      <p class="soft">
        The invoker gets the error <code>{kind}</code>.
      </p>
    </div>
  );
}

/** How many errors of an `AggregateError` are shown with their code. */
const MAX_EXCERPTS = 3;

interface ContentsProps {
  readonly error: FunctionError;
  /** Whether to show the code where it was thrown. */
  readonly hasExcerpt: boolean;
}

/** The frames of an error, and the errors that it contains. */
function Contents({ error, hasExcerpt }: ContentsProps) {
  const { cause, errors = [], stackTrace, trace = [] } = error;
  const frames = stackTrace ?? trace;
  return (
    <>
      {frames.length > 0 && <StackTrace frames={frames} hasExcerpt={hasExcerpt} />}
      {cause && <Inner title="Caused by" error={cause} hasExcerpt={hasExcerpt} />}
      {errors.map((each, index) => (
        <Inner
          key={index}
          title={`Error ${index + 1} of ${errors.length}`}
          error={each}
          hasExcerpt={hasExcerpt && index < MAX_EXCERPTS}
        />
      ))}
    </>
  );
}

function Inner({ title, error, hasExcerpt }: ContentsProps & { readonly title: string }) {
  const { errorType = 'Error', errorMessage = '' } = error;
  return (
    <section class="stack" aria-label={title}>
      <div>
        <h3>{title}</h3>
        <p class="error-cause">
          <strong>{errorType}</strong>: {visibleText(errorMessage)}
        </p>
      </div>
      <Contents error={error} hasExcerpt={hasExcerpt} />
    </section>
  );
}
