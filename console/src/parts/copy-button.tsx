import { showToast } from '../state/toast.ts';
import { Icon } from './icon.tsx';

export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    showToast(`copied ${what}`);
  };
  return (
    <button
      type="button"
      class="button quiet icon-only"
      aria-label={`Copy ${what}`}
      title={`Copy ${what}`}
      onClick={copy}
    >
      <Icon name="copy" />
    </button>
  );
}
