import { type ComponentChildren, Fragment } from 'preact';

export type Fact = readonly [name: ComponentChildren, value: ComponentChildren];

/** What is known about something. Facts without a value are left out. */
export function Facts({ facts, look = '' }: { readonly facts: readonly Fact[]; readonly look?: string }) {
  return (
    <dl class={`settings ${look}`}>
      {facts.map(
        ([name, value], index) =>
          value !== undefined && (
            <Fragment key={index}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ),
      )}
    </dl>
  );
}
