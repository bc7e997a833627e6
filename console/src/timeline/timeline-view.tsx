import { useEffect, useLayoutEffect, useMemo } from 'preact/hooks';
import { InvocationPane } from '../invocation/invocation-pane.tsx';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { store } from '../state/current.ts';
import { formatCount } from '../state/format.ts';
import { InvocationList, noFilter } from '../state/invocation-list.ts';
import { useKeys } from '../state/keys.ts';
import { go, useFilter, useParameter } from '../state/location.ts';
import { useValue } from '../state/observable.ts';
import { FilterBar } from './filter-bar.tsx';
import { firstCommand } from './first-command.ts';
import { PinnedStrip } from './pinned-strip.tsx';
import { indexOfSelected, keyOf, timelineItems } from './timeline-items.ts';
import { ROW_HEIGHT, TimelineRow } from './timeline-row.tsx';

/** How far keys move the selection. */
const steps: Readonly<Record<string, number>> = {
  ...{ j: 1, ArrowDown: 1, PageDown: 10, End: Number.POSITIVE_INFINITY },
  ...{ k: -1, ArrowUp: -1, PageUp: -10, Home: Number.NEGATIVE_INFINITY },
};

/** The invocations, newest first, and the one that is selected. */
export function TimelineView() {
  const filter = useFilter();
  const list = useMemo(() => new InvocationList(store.client, filter), [filter]);
  const version = useValue(store.version);
  // Before the first paint, so that the list comes soon after it.
  useLayoutEffect(() => {
    // The event stream shows that the emulator is gone.
    list.refresh((seq) => store.arrived(seq)).catch(() => {});
  }, [list, version]);
  const isLoaded = useValue(list.isLoaded);
  useEffect(() => {
    // The benchmark measures until here.
    if (isLoaded) performance.mark('interactive');
  }, [isLoaded]);
  const records = useValue(list.items);
  const running = useValue(store.running);
  const ended = useValue(store.ended);
  const coveredSeq = useValue(list.coveredSeq);
  const items = useMemo(
    () => timelineItems({ records, running: running.values(), ended, coveredSeq }, filter),
    [records, running, ended, coveredSeq, filter],
  );
  const selected = useParameter('id');
  const selectedIndex = indexOfSelected(items, selected);
  const isFiltered = Object.values(filter).some((value) => value !== '');
  useKeys((event) => {
    const step = steps[event.key];
    if (step === undefined) return;
    // Tabs and open panels use the other keys themselves.
    if (event.key.length > 1 && !(event.target as HTMLElement).closest('.virtual-list, body:focus')) return;
    event.preventDefault();
    const index = selectedIndex < 0 && Math.abs(step) === 1 ? 0 : selectedIndex + step;
    const next = items[Math.max(0, Math.min(index, items.length - 1))];
    if (next !== undefined) go({ id: keyOf(next) }, { replace: selected !== '' });
  });
  return (
    <div class={`timeline ${selected === '' ? '' : 'has-selection'}`}>
      <section class="timeline-list" aria-label="Invocations">
        <FilterBar list={list} />
        {items.length > 0 ? (
          <VirtualList
            items={items}
            rowHeight={ROW_HEIGHT}
            keyOf={keyOf}
            label="Invocations, newest first"
            selectedIndex={selectedIndex}
            selectedKey={selected}
            footer={
              list.hasLost && (
                <p class="list-end soft">
                  {formatCount(records.length, 'invocation')}. Older ones are not kept, unless they are pinned.
                </p>
              )
            }
            onEnd={() => void list.loadMore()}
            row={(item, index) => (
              <TimelineRow key={keyOf(item)} item={item} index={index} isSelected={index === selectedIndex} />
            )}
          />
        ) : (
          isLoaded && <NoInvocations isFiltered={isFiltered} />
        )}
        <PinnedStrip />
      </section>
      <section class="timeline-detail" aria-label="The selected invocation">
        {selected === '' ? (
          <EmptyState title="Select an invocation">
            Its response, log, time and calls to AWS are shown here. The keys j and k move in the list.
          </EmptyState>
        ) : (
          <InvocationPane key={selected} id={selected} />
        )}
      </section>
    </div>
  );
}

function NoInvocations({ isFiltered }: { readonly isFiltered: boolean }) {
  const state = useValue(store.state);
  if (isFiltered) {
    return (
      <EmptyState title="Nothing matches">
        <Button onClick={() => go(noFilter)}>Clear the filter</Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No invocations yet" command={firstCommand(state)}>
      Send something to a source, invoke a function from the view Invoke, or call its URL.
    </EmptyState>
  );
}
