import { IconButton } from '../parts/button.tsx';
import { saveFile } from '../parts/save-file.ts';
import { useAction } from '../state/action.ts';
import { client } from '../state/current.ts';

/** Saves the session as a file, to attach to a bug report. */
export function ExportButton() {
  const save = useAction(async () => {
    const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
    await saveFile(await client.open('GET', '/api/export'), `alr-local-${time}.json`);
    return 'exported: what looks like a secret is masked, but read it before you share it';
  });
  return (
    <IconButton icon="save" label="Export" title="Export the session, to attach it to a bug report" action={save} />
  );
}
