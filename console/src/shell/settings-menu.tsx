import { Facts } from '../parts/facts.tsx';
import { Field, Select } from '../parts/fields.tsx';
import { Icon } from '../parts/icon.tsx';
import { useEmulator } from '../state/current.ts';
import { chooseEditor, editor } from '../state/editor.ts';
import { editors } from '../state/editor-link.ts';
import { useValue } from '../state/observable.ts';
import { Menu } from './menu.tsx';

/** Settings of this page, and what the emulator is. */
export function SettingsMenu() {
  const { version = '', directory = '', data } = useEmulator();
  const kept = (
    <>
      kept in <code>{data}</code>; <code class="unbroken">--reset</code> empties it
    </>
  );
  return (
    <Menu
      id="settings-menu"
      heading="Settings"
      look="icon-only"
      aria-label="Settings"
      title="Settings, version and data"
      button={<Icon name="more" />}
    >
      <Field label="Lines of code open in">
        <Select value={useValue(editor)} options={editors} onChoose={chooseEditor} />
      </Field>
      <Facts
        facts={[
          ['alr-builder', version],
          ['Project', <span class="mono">{directory}</span>],
          ['Data', data === undefined ? 'only in memory: nothing is kept when the emulator stops' : kept],
        ]}
      />
    </Menu>
  );
}
