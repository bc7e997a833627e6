import { useId, useRef, useState } from 'preact/hooks';
import { type Perform, useAction } from '../state/action.ts';
import { Button, type ButtonProps } from './button.tsx';
import { Form } from './fields.tsx';

interface DialogButtonProps extends Omit<ButtonProps, 'action'> {
  /** On the button that opens the dialog. */
  readonly label: string;
  readonly heading: string;
  readonly action: Perform;
  /** On the button that starts the action. */
  readonly submit: string;
  readonly canSubmit?: boolean;
}

/**
 * A button for what needs more from the user, such as a confirmation: it asks first. The children are in the dialog, and so is
 * what goes wrong: the rest of the page is behind it.
 */
export function DialogButton(props: DialogButtonProps) {
  const { label, heading, action, submit, canSubmit = true, children, ...rest } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const close = () => dialog.current?.close();
  const [problem, setProblem] = useState<string>();
  const perform = async () => {
    setProblem(undefined);
    const done = await action();
    close();
    return done;
  };
  const open = () => {
    setProblem(undefined);
    dialog.current?.showModal();
  };
  return (
    <>
      <Button onClick={open} {...rest}>
        {label}
      </Button>
      <dialog ref={dialog} class="dialog" aria-labelledby={id}>
        <Form class="stack" action={useAction(perform, setProblem)}>
          <h2 id={id}>{heading}</h2>
          {children}
          {problem !== undefined && (
            <p class="note bad" role="alert">
              {problem}
            </p>
          )}
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
