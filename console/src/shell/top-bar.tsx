import { IconButton } from '../parts/button.tsx';
import { store, useEmulator } from '../state/current.ts';
import { go, useView, type View } from '../state/location.ts';
import { useValue } from '../state/observable.ts';
import { nextTheme, theme } from '../state/theme.ts';
import { ClockControl } from './clock-control.tsx';
import { ExportButton } from './export-button.tsx';
import { FaultMenu } from './fault-menu.tsx';
import { SettingsMenu } from './settings-menu.tsx';

const views: readonly { readonly id: View; readonly label: string }[] = [
  { id: 'sources', label: 'Sources' },
  { id: 'timeline', label: 'Timeline' },
  { id: 'invoke', label: 'Invoke' },
];

export function TopBar() {
  const view = useView();
  const shownTheme = useValue(theme);
  const hasState = useValue(store.state) !== undefined;
  return (
    <header class="top-bar">
      <ProjectName />
      <nav class="tabs" aria-label="Views">
        {views.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            class="tab"
            aria-current={view === id ? 'page' : undefined}
            onClick={() => go({ view: id })}
          >
            {label}
          </button>
        ))}
      </nav>
      {hasState && (
        <div class="top-bar-end">
          <ClockControl />
          <FaultMenu />
          <ExportButton />
          <IconButton
            icon="theme"
            label={`Theme: ${shownTheme}. Change it`}
            title={`Theme: ${shownTheme}`}
            onClick={nextTheme}
          />
          <SettingsMenu />
        </div>
      )}
    </header>
  );
}

function ProjectName() {
  const connection = useValue(store.connection);
  const running = useValue(store.running).size;
  const { version, directory = '', project = 'alr', functions = [] } = useEmulator();
  const isFailed = functions.some((each) => each.state === 'build-failed');
  const [look, text] =
    connection !== 'open'
      ? ['lost', 'not connected']
      : isFailed
        ? ['bad', 'the build has failed']
        : running > 0
          ? ['info', `${running} running`]
          : ['good', 'ready'];
  return (
    <div class="project" title={directory}>
      <img src="/icon.svg" alt="" width="22" height="22" />
      <h1 class="project-name clip">{project}</h1>
      {(version !== undefined || connection === 'lost') && (
        <span class={`project-state ${look}`}>
          <span class="dot" aria-hidden="true" />
          <span>{text}</span>
        </span>
      )}
    </div>
  );
}
