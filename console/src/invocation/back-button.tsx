import { Icon } from '../parts/icon.tsx';
import { go } from '../state/location.ts';

/** Leads back to the list, where there is no room for both. */
export function BackButton() {
  return (
    <button
      type="button"
      class="button quiet icon-only narrow-only"
      aria-label="Back to the list"
      onClick={() => go({ id: '', tab: '' })}
    >
      <Icon name="back" />
    </button>
  );
}
