import type { ComponentChildren } from 'preact';
import { Button, type ButtonProps } from '../parts/button.tsx';

interface MenuProps extends Omit<ButtonProps, 'action' | 'onClick'> {
  readonly id: string;
  readonly heading: string;
  /** In the button that opens it. */
  readonly button: ComponentChildren;
}

/** A button of the bar at the top, and what it opens below. */
export function Menu({ id, heading, button, children, look = '', ...rest }: MenuProps) {
  return (
    <>
      <Button look={`quiet ${look}`} popovertarget={id} {...rest}>
        {button}
      </Button>
      <div id={id} class="popover" popover="auto">
        <h2>{heading}</h2>
        {children}
      </div>
    </>
  );
}
