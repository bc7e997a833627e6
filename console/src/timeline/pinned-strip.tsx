import type { InvocationSummary } from '../api/types.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { client } from '../state/current.ts';
import { go } from '../state/location.ts';
import { useLoaded } from '../state/use-loaded.ts';

/** How many paths are written on a button. */
const MAX_PATHS = 2;

/** What has become of the pinned invocations after the last change of the code. */
export function PinnedStrip() {
  const pins = useLoaded('pins', (signal) => client.get<{ invocations: InvocationSummary[] }>('/api/pins', {}, signal));
  if (pins === undefined || pins.invocations.length === 0) return null;
  const { invocations } = pins;
  const replayed = invocations.flatMap(({ id, lastReplay }) => (lastReplay ? [{ id, lastReplay }] : []));
  const different = replayed.filter(({ lastReplay }) => lastReplay.differs.length > 0);
  return (
    <section class="pinned-strip" aria-label="Pinned invocations" aria-live="polite">
      <Icon name="pin" />
      {replayed.length === 0 ? (
        <span class="soft clip">
          {invocations.length} pinned: {invocations.length === 1 ? 'runs' : 'run'} again at each change of the code
        </span>
      ) : (
        <>
          <span class={`toned ${different.length > 0 ? 'warn' : 'good'}`}>
            {describeResult(replayed.length - different.length, different.length)}
          </span>
          {different.map(({ id, lastReplay: { id: replay, differs } }) => (
            <Button
              key={id}
              title={differs.join('\n')}
              onClick={() => go({ id: String(replay), tab: 'compare', with: String(id) })}
            >
              #{id}: {differs.slice(0, MAX_PATHS).join(', ')}
              {differs.length > MAX_PATHS && '…'}
            </Button>
          ))}
        </>
      )}
    </section>
  );
}

function describeResult(same: number, different: number): string {
  if (different === 0) return `${same} same`;
  return `${same} same, ${different} ${different === 1 ? 'differs' : 'differ'}`;
}
