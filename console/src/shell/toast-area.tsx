import { Icon } from '../parts/icon.tsx';
import { useValue } from '../state/observable.ts';
import { toast } from '../state/toast.ts';

export function ToastArea() {
  const shown = useValue(toast);
  return (
    <div class="toast-area" role="status">
      {shown && (
        <div class={`toast ${shown.kind}`}>
          <Icon name={shown.kind === 'good' ? 'check' : 'cross'} />
          {shown.text}
        </div>
      )}
    </div>
  );
}
