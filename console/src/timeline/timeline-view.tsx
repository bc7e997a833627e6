import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { InvocationPane } from '../invocation/invocation-pane.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { useStore } from '../state/current.ts';
import { formatCount } from '../state/format.ts';
import { InvocationList } from '../state/invocation-list.ts';
import { isForPage } from '../state/keys.ts';
import { go, parameter } from '../state/location.ts';
import { FilterBar } from './filter-bar.tsx';
import { firstCommand } from './first-command.ts';
import { InvocationRow, ROW_HEIGHT } from './invocation-row.tsx';
import { PinnedStrip } from './pinned-strip.tsx';
import { RunningRow } from './running-row.tsx';
import { indexOfSelected, isRunning, keyOf, timelineItems } from './timeline-items.ts';

/** How far keys move the selection. */
const steps: Readonly<Record<string, number>> = {
  ...{ j: 1, ArrowDown: 1, PageDown: 10, End: Number.POSITIVE_INFINITY },
  ...{ k: -1, ArrowUp: -1, PageUp: -10, Home: Number.NEGATIVE_INFINITY },
};

/** The invocations, newest first, and the one that is selected. */
export function TimelineView() {
  const store = useStore();
  const [text, status, source, fn] = ['text', 'status', 'source', 'function'].map(parameter) as [
    string,
    string,
    string,
    string,
  ];
  const filter = useMemo(() => ({ text, status, source, function: fn }), [text, status, source, fn]);
  const list = useMemo(() => new InvocationList(store.client, filter), [store, filter]);
  const version = store.version.value;
  // Before the first paint, so that the list comes soon after it.
  useLayoutEffect(() => {
    // The event stream shows that the emulator is gone.
    list.refresh((seq) => store.arrived(seq)).catch(() => {});
  }, [store, list, version]);
  const isLoaded = list.isLoaded.value;
  useEffect(() => {
    // The benchmark measures until here.
    if (isLoaded) performance.mark('interactive');
  }, [isLoaded]);
  const records = list.items.value;
  const running = store.running.value;
  const ended = store.ended.value;
  const coveredSeq = list.coveredSeq.value;
  const items = useMemo(
    () => timelineItems({ records, running: running.values(), ended, coveredSeq }, filter),
    [records, running, ended, coveredSeq, filter],
  );
  const selected = parameter('id');
  const selectedIndex = indexOfSelected(items, selected);
  const isFiltered = text !== '' || status !== '' || source !== '' || fn !== '';
  const move = useRef((_step: number) => {});
  move.current = (step) => {
    const index = selectedIndex < 0 && Math.abs(step) === 1 ? 0 : selectedIndex + step;
    const next = items[Math.max(0, Math.min(index, items.length - 1))];
    if (next !== undefined) go({ id: keyOf(next) }, { replace: selected !== '' });
  };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const step = steps[event.key];
      if (step === undefined || !isForPage(event)) return;
      // Tabs and open panels use the other keys themselves.
      if (event.key.length > 1 && !(event.target as HTMLElement).closest('.virtual-list, body:focus')) return;
      event.preventDefault();
      move.current(step);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
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
              list.hasLost.value && (
                <p class="list-end soft">
                  {formatCount(records.length, 'invocation')}. Older ones are not kept, unless they are pinned.
                </p>
              )
            }
            onEnd={() => void list.loadMore()}
            row={(item, index) =>
              isRunning(item) ? (
                <RunningRow key={keyOf(item)} item={item} index={index} isSelected={index === selectedIndex} />
              ) : (
                <InvocationRow key={keyOf(item)} item={item} index={index} isSelected={index === selectedIndex} />
              )
            }
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
  const { state } = useStore();
  if (isFiltered) {
    return (
      <EmptyState title="Nothing matches">
        <button type="button" class="button" onClick={() => go({ text: '', status: '', source: '', function: '' })}>
          Clear the filter
        </button>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No invocations yet" command={firstCommand(state.value)}>
      Send something to a source, invoke a function from the view Invoke, or call its URL.
    </EmptyState>
  );
}
