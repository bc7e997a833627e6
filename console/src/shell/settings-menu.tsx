import { Icon } from '../parts/icon.tsx';
import { useStore } from '../state/current.ts';
import { chooseEditor, editor } from '../state/editor.ts';
import { editors } from '../state/editor-link.ts';

/** Settings of this page, and what the emulator is. */
export function SettingsMenu() {
  const { version = '', directory = '', data } = useStore().state.value ?? {};
  return (
    <>
      <button
        type="button"
        class="button quiet icon-only"
        popovertarget="settings-menu"
        aria-label="Settings"
        title="Settings, version and data"
      >
        <Icon name="more" />
      </button>
      <div id="settings-menu" class="popover" popover="auto">
        <h2>Settings</h2>
        <label class="field">
          <span>Lines of code open in</span>
          <select class="select" value={editor.value} onChange={(event) => chooseEditor(event.currentTarget.value)}>
            {editors.map(([id, label]) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <dl class="settings">
          <dt>alr-builder</dt>
          <dd>{version}</dd>
          <dt>Project</dt>
          <dd class="mono">{directory}</dd>
          <dt>Data</dt>
          <dd>
            {data === undefined ? (
              'only in memory: nothing is kept when the emulator stops'
            ) : (
              <>
                kept in <code>{data}</code>; <code>--reset</code> empties it
              </>
            )}
          </dd>
        </dl>
      </div>
    </>
  );
}
