import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';

interface ConfirmButtonProps {
  readonly class: string;
  /** The accessible name, if the content is only a picture. */
  readonly label?: string;
  readonly disabled?: boolean;
  readonly question: string;
  /** What cannot be undone. */
  readonly text: string;
  /** On the button that does it. */
  readonly action: string;
  readonly onConfirm: () => void;
  readonly children: ComponentChildren;
}

/** A button for what cannot be undone: it asks first. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const { class: look, label, disabled = false, question, text, action, onConfirm, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  return (
    <>
      <button
        type="button"
        class={look}
        aria-label={label}
        disabled={disabled}
        onClick={() => dialog.current?.showModal()}
      >
        {children}
      </button>
      <dialog ref={dialog} class="dialog" aria-labelledby={id}>
        <form class="stack" method="dialog" onSubmit={onConfirm}>
          <h2 id={id}>{question}</h2>
          <p>{text}</p>
          <div class="row-group">
            <button class="button primary" type="submit">
              {action}
            </button>
            <button class="button" type="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
