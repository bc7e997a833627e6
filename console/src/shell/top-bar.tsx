import { Icon } from '../parts/icon.tsx';
import { useStore } from '../state/current.ts';
import { go, type View, view } from '../state/location.ts';
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
  return (
    <header class="top-bar">
      <ProjectName />
      <nav class="tabs" aria-label="Views">
        {views.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            class="tab"
            aria-current={view.value === id ? 'page' : undefined}
            onClick={() => go({ view: id })}
          >
            {label}
          </button>
        ))}
      </nav>
      {useStore().state.value !== undefined && (
        <div class="top-bar-end">
          <ClockControl />
          <FaultMenu />
          <ExportButton />
          <button
            type="button"
            class="button quiet icon-only"
            aria-label={`Theme: ${theme.value}. Change it`}
            title={`Theme: ${theme.value}`}
            onClick={nextTheme}
          >
            <Icon name="theme" />
          </button>
          <SettingsMenu />
        </div>
      )}
    </header>
  );
}

function ProjectName() {
  const { state, connection, running } = useStore();
  const { directory = '', project = 'alr' } = state.value ?? {};
  const functions = state.value?.functions ?? [];
  const isFailed = functions.some((each) => each.state === 'build-failed');
  const [look, text] =
    connection.value !== 'open'
      ? ['lost', 'not connected']
      : isFailed
        ? ['bad', 'the build has failed']
        : running.value.size > 0
          ? ['busy', `${running.value.size} running`]
          : ['good', 'ready'];
  return (
    <div class="project" title={directory}>
      <img src="/icon.svg" alt="" width="22" height="22" />
      <h1 class="project-name clip">{project}</h1>
      {(state.value !== undefined || connection.value === 'lost') && (
        <span class={`project-state ${look}`}>
          <span class="dot" aria-hidden="true" />
          <span>{text}</span>
        </span>
      )}
    </div>
  );
}
