import type { ConsoleFunction } from '../api/types.ts';
import { Button } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Facts } from '../parts/facts.tsx';
import { Icon } from '../parts/icon.tsx';
import { useEmulator } from '../state/current.ts';
import { withUnit } from '../state/format.ts';
import { go } from '../state/location.ts';

const states: Readonly<Record<ConsoleFunction['state'], string>> = {
  ready: 'ready',
  busy: 'busy: all environments are in use',
  'build-failed': 'the build has failed: see the terminal',
};

/** What a function is, and how to invoke it. */
export function FunctionPanel({ name }: { readonly name: string }) {
  const target = useEmulator().functions?.find((each) => each.key === name);
  if (target === undefined) return null;
  const { key, functionName, state, url, handler, timeoutMs, memorySizeMB } = target;
  return (
    <>
      <div class="row-group">
        <Button look="primary" onClick={() => go({ view: 'invoke', function: key, sample: '', from: '', result: '' })}>
          <Icon name="play" />
          Invoke
        </Button>
        <Button onClick={() => go({ view: 'timeline', function: key, id: '' })}>Its invocations</Button>
      </div>
      <Facts
        facts={[
          ['Handler', handler],
          ['State', states[state]],
          ['Timeout', withUnit(timeoutMs / 1000, 's')],
          ['Memory', withUnit(memorySizeMB.toLocaleString('en'), 'MB')],
          ['Name in AWS', functionName],
          ['URL', url && <UrlLink url={url} />],
        ]}
      />
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
