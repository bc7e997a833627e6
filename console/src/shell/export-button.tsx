import { Icon } from '../parts/icon.tsx';
import { saveFile } from '../parts/save-file.ts';
import { useStore } from '../state/current.ts';
import { attempt } from '../state/toast.ts';

/** Saves the session as a file, to attach to a bug report. */
export function ExportButton() {
  const { client } = useStore();
  const save = () =>
    attempt(async () => {
      const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
      await saveFile(await client.open('GET', '/api/export'), `alr-local-${time}.json`);
      return 'exported: what looks like a secret is masked, but read it before you share it';
    });
  return (
    <button
      type="button"
      class="button quiet icon-only"
      aria-label="Export"
      title="Export the session, to attach it to a bug report"
      onClick={save}
    >
      <Icon name="save" />
    </button>
  );
}
