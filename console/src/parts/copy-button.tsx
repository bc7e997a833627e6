import { showToast } from '../state/toast.ts';
import { IconButton } from './button.tsx';

export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    showToast(`copied ${what}`);
  };
  return <IconButton icon="copy" label={`Copy ${what}`} onClick={copy} />;
}
