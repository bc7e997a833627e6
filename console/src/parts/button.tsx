import type { ButtonHTMLAttributes } from 'preact';
import type { Action } from '../state/action.ts';
import { Icon, type IconName } from './icon.tsx';

export interface ButtonProps extends Omit<ButtonHTMLAttributes, 'class' | 'type' | 'onClick'> {
  /** Classes besides that of all buttons. */
  readonly look?: string;
  readonly onClick?: () => unknown;
  /** What it starts. The second click of a double click does not start it again. */
  readonly action?: Action;
  /** Whether it submits its form, which then starts the action. */
  readonly isSubmit?: boolean;
}

export function Button({ look = '', onClick, action, isSubmit = false, ...rest }: ButtonProps) {
  const click = (event: MouseEvent) => {
    if (event.detail > 1 && (action || isSubmit)) event.preventDefault();
    else if (isSubmit) return;
    else if (action) void action.run();
    else onClick?.();
  };
  return (
    <button
      type={isSubmit ? 'submit' : 'button'}
      class={`button ${look}`}
      aria-busy={action?.isBusy}
      onClick={click}
      {...rest}
    />
  );
}

interface IconButtonProps extends ButtonProps {
  readonly icon: IconName;
  readonly label: string;
}

/** A button with a picture instead of a text. */
export function IconButton({ icon, label, look = '', ...rest }: IconButtonProps) {
  return (
    <Button look={`quiet icon-only ${look}`} aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </Button>
  );
}
