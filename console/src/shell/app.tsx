import { InvokeView } from '../invoke/invoke-view.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { SourcesView } from '../sources/sources-view.tsx';
import { store } from '../state/current.ts';
import { useView } from '../state/location.ts';
import { useValue } from '../state/observable.ts';
import { TimelineView } from '../timeline/timeline-view.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { ToastArea } from './toast-area.tsx';
import { TopBar } from './top-bar.tsx';
import { Welcome } from './welcome.tsx';

const noEmulator = <EmptyState title="No emulator" command="npx alr-builder local" />;

export function App() {
  const connection = useValue(store.connection);
  const state = useValue(store.state);
  if (connection === 'unauthorized') return <Welcome />;
  return (
    <div class="app">
      <TopBar />
      {connection === 'lost' && (
        <p class="banner" role="status">
          The emulator cannot be reached. Start it again with <code>npx alr-builder local</code>, and this page
          reconnects.
        </p>
      )}
      <main class="view">{state ? <CurrentView /> : connection === 'lost' && noEmulator}</main>
      <Shortcuts />
      <ToastArea />
    </div>
  );
}

function CurrentView() {
  switch (useView()) {
    case 'sources':
      return <SourcesView />;
    case 'invoke':
      return <InvokeView />;
    default:
      return <TimelineView />;
  }
}
