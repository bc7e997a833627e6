import { Fragment } from 'preact';
import type { ConsoleFunction } from '../api/types.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { go } from '../state/location.ts';

const states: Readonly<Record<ConsoleFunction['state'], string>> = {
  ready: 'ready',
  busy: 'busy: all environments are in use',
  'build-failed': 'the build has failed: see the terminal',
};

/** What a function is, and how to invoke it. */
export function FunctionPanel({ target }: { readonly target: ConsoleFunction }) {
  const { key, functionName, state, url, handler, timeoutMs, memorySizeMB } = target;
  const settings = [
    ['Handler', handler],
    ['State', states[state]],
    ['Timeout', `${timeoutMs / 1000} s`],
    ['Memory', `${memorySizeMB.toLocaleString('en')} MB`],
    ['Name in AWS', functionName],
  ].filter(([, value]) => value !== undefined);
  return (
    <>
      <div class="row-group">
        <button
          type="button"
          class="button primary"
          onClick={() => go({ view: 'invoke', function: key, sample: '', from: '', result: '' })}
        >
          <Icon name="play" />
          Invoke
        </button>
        <button type="button" class="button" onClick={() => go({ view: 'timeline', function: key, id: '' })}>
          Its invocations
        </button>
      </div>
      <dl class="settings">
        {settings.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
        {url !== undefined && (
          <>
            <dt>URL</dt>
            <dd>
              <UrlLink url={url} />
            </dd>
          </>
        )}
      </dl>
    </>
  );
}

export function UrlLink({ url }: { readonly url: string }) {
  return (
    <span class="with-copy">
      <a class="clip" href={url} target="_blank" rel="noreferrer">
        {url}
      </a>
      <CopyButton text={url} what="the URL" />
    </span>
  );
}
