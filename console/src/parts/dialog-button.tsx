import { useId, useRef } from 'preact/hooks';
import type { Action } from '../state/action.ts';
import { Button, type ButtonProps } from './button.tsx';
import { Form } from './fields.tsx';

interface DialogButtonProps extends Omit<ButtonProps, 'action'> {
  /** On the button that opens the dialog. */
  readonly label: string;
  readonly heading: string;
  readonly action: Action;
  /** On the button that starts the action. */
  readonly submit: string;
  readonly canSubmit?: boolean;
}

/** A button for what needs more from the user, such as a confirmation: it asks first. The children are in the dialog. */
export function DialogButton(props: DialogButtonProps) {
  const { label, heading, action, submit, canSubmit = true, children, ...rest } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const close = () => dialog.current?.close();
  const run = async () => {
    const isDone = await action.run();
    if (isDone) close();
    return isDone;
  };
  return (
    <>
      <Button onClick={() => dialog.current?.showModal()} {...rest}>
        {label}
      </Button>
      <dialog ref={dialog} class="dialog" aria-labelledby={id}>
        <Form class="stack" action={{ ...action, run }}>
          <h2 id={id}>{heading}</h2>
          {children}
          <div class="row-group">
            <Button look="primary" isSubmit disabled={!canSubmit}>
              {submit}
            </Button>
            <Button onClick={close}>Cancel</Button>
          </div>
        </Form>
      </dialog>
    </>
  );
}
