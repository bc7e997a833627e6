import { type ComponentChildren, Fragment } from 'preact';
import { visibleText } from '../state/visible-text.ts';

export type Fact = readonly [name: ComponentChildren, value: ComponentChildren];

/** What is known about something. Facts without a value are left out. */
export function Facts({ facts, look = '' }: { readonly facts: readonly Fact[]; readonly look?: string }) {
  return (
    <dl class={`settings ${look}`}>
      {facts.map(
        ([name, value], index) =>
          value !== undefined && (
            <Fragment key={index}>
              <dt>{shown(name)}</dt>
              <dd>{shown(value)}</dd>
            </Fragment>
          ),
      )}
    </dl>
  );
}

const shown = (content: ComponentChildren) => (typeof content === 'string' ? visibleText(content) : content);
