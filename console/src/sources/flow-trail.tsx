import { PlaceLink } from '../parts/place-link.tsx';
import { formatTime } from '../state/format.ts';
import type { FlowStep } from './flow.ts';

/** What has moved through the pipeline last, newest first, each with a link to where it is. */
export function FlowTrail({ steps }: { readonly steps: readonly FlowStep[] }) {
  return (
    <section class="flow-trail" aria-label="What has just happened">
      <h2>Just now</h2>
      {steps.length === 0 ? (
        <p class="soft">Put an object, send a message or invoke a function: its way is shown here.</p>
      ) : (
        <ol>
          {steps.map(({ seq, time, text, kind, to }) => (
            <li key={seq}>
              <time class="soft mono">{formatTime(time)}</time>
              <span class={`dot ${kind}`} aria-hidden="true" />
              <PlaceLink to={to} class="clip">
                {text}
              </PlaceLink>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
