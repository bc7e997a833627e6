import { Icon } from '../parts/icon.tsx';
import { client, store, useEmulator } from '../state/current.ts';
import { attempt } from '../state/toast.ts';
import { Menu } from './menu.tsx';

/** Faults that can be switched on with one click. Others are given to `alr-builder local --fault`. */
const offered = [
  { fault: 'queue=duplicate', label: 'Queues deliver twice' },
  { fault: 'queue=reorder', label: 'Queues deliver out of order' },
  { fault: 'bucket=duplicate', label: 'Buckets notify twice' },
  { fault: 'topic=duplicate', label: 'Topics deliver twice' },
  { fault: 'async=duplicate', label: 'Asynchronous events come twice' },
  { fault: 'async=throttle', label: 'Asynchronous events are throttled' },
] as const;

let lastChange: Promise<unknown> = Promise.resolve();

/** Changes what is in force now, after other changes. */
function change(fault: string, isOn: boolean): Promise<void> {
  const changed = lastChange.then(async () => {
    const { faults } = await client.get<{ faults: readonly string[] }>('/api/faults');
    const others = faults.filter((each) => each !== fault);
    await store.send('PUT', '/api/faults', { faults: isOn ? [...others, fault] : others });
  });
  lastChange = changed.catch(() => {});
  return changed;
}

export function FaultMenu() {
  const { faults = [] } = useEmulator();
  const others = faults.filter((each) => !offered.some(({ fault }) => fault === each));
  return (
    <Menu
      id="fault-menu"
      heading="Faults"
      look={faults.length > 0 ? 'fault-on' : ''}
      title="Faults: what AWS does now and then"
      button={
        <>
          <Icon name="fault" />
          <span class="wide-only">Faults</span>
          {faults.length > 0 && <span class="badge warn">{faults.length}</span>}
        </>
      }
    >
      <p class="soft">What AWS does now and then. Is your handler ready for it?</p>
      {[...offered, ...others.map((fault) => ({ fault, label: '' }))].map(({ fault, label }) => (
        <label key={fault} class="check">
          <input
            type="checkbox"
            checked={faults.includes(fault)}
            onChange={({ currentTarget: { checked } }) =>
              attempt(async () => {
                await change(fault, checked);
                return undefined;
              })
            }
          />
          {label}
          <code class="soft">{fault}</code>
        </label>
      ))}
    </Menu>
  );
}
