import { EmptyState } from '../parts/empty-state.tsx';
import { lazy } from '../parts/lazy.tsx';
import { useStore } from '../state/current.ts';
import { view } from '../state/location.ts';
import { TimelineView } from '../timeline/timeline-view.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { ToastArea } from './toast-area.tsx';
import { TopBar } from './top-bar.tsx';
import { Welcome } from './welcome.tsx';

// The page opens with the timeline, and soon.
const SourcesView = lazy(async () => (await import('../sources/sources-view.tsx')).SourcesView);
const InvokeView = lazy(async () => (await import('../invoke/invoke-view.tsx')).InvokeView);

export function App() {
  const { connection, state } = useStore();
  if (connection.value === 'unauthorized') return <Welcome />;
  return (
    <div class="app">
      <TopBar />
      {connection.value === 'lost' && (
        <p class="banner" role="status">
          The emulator cannot be reached. Start it again with <code>npx alr-builder local</code>, and this page
          reconnects.
        </p>
      )}
      <main class="view">{state.value === undefined ? <Loading /> : <CurrentView />}</main>
      <Shortcuts />
      <ToastArea />
    </div>
  );
}

function CurrentView() {
  switch (view.value) {
    case 'sources':
      return <SourcesView />;
    case 'invoke':
      return <InvokeView />;
    default:
      return <TimelineView />;
  }
}

function Loading() {
  return useStore().connection.value === 'lost' ? (
    <EmptyState title="No emulator" command="npx alr-builder local" />
  ) : null;
}
