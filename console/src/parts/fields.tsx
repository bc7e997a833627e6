import type { ComponentChildren, FormHTMLAttributes, SelectHTMLAttributes, TextareaHTMLAttributes } from 'preact';
import type { Action } from '../state/action.ts';

interface FormProps extends Omit<FormHTMLAttributes, 'onSubmit' | 'action'> {
  readonly action: Action;
}

/** A form that starts an action. */
export function Form({ action, ...rest }: FormProps) {
  const submit = (event: Event) => {
    event.preventDefault();
    void action.run();
  };
  return <form onSubmit={submit} {...rest} />;
}

interface FieldProps {
  readonly label: string;
  /** Shown when the user points at the label. */
  readonly hint?: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** An input with its label. */
export function Field({ label, hint, class: look = '', children }: FieldProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the input is among the children
    <label class={`field ${look}`}>
      <span title={hint}>{label}</span>
      {children}
    </label>
  );
}

interface TextInputProps extends Omit<TextareaHTMLAttributes<HTMLElement>, 'class' | 'onInput' | 'type'> {
  readonly look?: string;
  readonly type?: 'text' | 'search' | 'number';
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly onText: (text: string) => void;
}

/** An input for a text; with `rows`, for one of several lines. */
export function TextInput({ look = '', onText, ...rest }: TextInputProps) {
  // Both have what is used of them.
  const Tag = (rest.rows === undefined ? 'input' : 'textarea') as 'input';
  return <Tag class={`input ${look}`} onInput={(event) => onText(event.currentTarget.value)} {...(rest as object)} />;
}

interface SelectProps extends Pick<SelectHTMLAttributes, 'value' | 'disabled' | 'aria-label' | 'children'> {
  readonly look?: string;
  /** The values, with their texts if these are others. */
  readonly options?: readonly (readonly [value: string, text?: string])[];
  readonly onChoose: (value: string) => void;
}

/** A list to choose from. Its children come after the options. */
export function Select({ look = '', options = [], onChoose, children, ...rest }: SelectProps) {
  return (
    <select class={`select ${look}`} onChange={(event) => onChoose(event.currentTarget.value)} {...rest}>
      {options.map(([value, text = value]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
      {children}
    </select>
  );
}
