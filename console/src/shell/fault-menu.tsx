import { useRef } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { useStore } from '../state/current.ts';
import { attempt } from '../state/toast.ts';

/** Faults that can be switched on with one click. Others are given to `alr-builder local --fault`. */
const offered = [
  { fault: 'queue=duplicate', label: 'Queues deliver twice' },
  { fault: 'queue=reorder', label: 'Queues deliver out of order' },
  { fault: 'bucket=duplicate', label: 'Buckets notify twice' },
  { fault: 'topic=duplicate', label: 'Topics deliver twice' },
  { fault: 'async=duplicate', label: 'Asynchronous events come twice' },
  { fault: 'async=throttle', label: 'Asynchronous events are throttled' },
] as const;

export function FaultMenu() {
  const store = useStore();
  const menu = useRef<HTMLDivElement>(null);
  const faults = store.state.value?.faults ?? [];
  const others = faults.filter((each) => !offered.some(({ fault }) => fault === each));
  const set = (fault: string, isOn: boolean) =>
    attempt(async () => {
      const next = isOn ? [...faults, fault] : faults.filter((each) => each !== fault);
      await store.client.send('PUT', '/api/faults', { faults: next });
      store.changed();
      return undefined;
    });
  return (
    <>
      <button
        type="button"
        class={`button quiet ${faults.length > 0 ? 'fault-on' : ''}`}
        popovertarget="fault-menu"
        title="Faults: what AWS does now and then"
      >
        <Icon name="fault" />
        <span class="wide-only">Faults</span>
        {faults.length > 0 && <span class="badge warn">{faults.length}</span>}
      </button>
      <div ref={menu} id="fault-menu" class="popover" popover="auto">
        <h2>Faults</h2>
        <p class="soft">What AWS does now and then. Is your handler ready for it?</p>
        {offered.map(({ fault, label }) => (
          <label key={fault} class="check">
            <input
              type="checkbox"
              checked={faults.includes(fault)}
              onChange={(event) => set(fault, event.currentTarget.checked)}
            />
            {label}
            <code class="soft">{fault}</code>
          </label>
        ))}
        {others.map((fault) => (
          <label key={fault} class="check">
            <input type="checkbox" checked onChange={() => set(fault, false)} />
            <code>{fault}</code>
          </label>
        ))}
      </div>
    </>
  );
}
