import { Observable } from './observable.ts';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'alr-theme';
const stored = localStorage.getItem(KEY);

export const theme = new Observable<Theme>(stored === 'light' || stored === 'dark' ? stored : 'system');

function apply(): void {
  // The styles know only the others.
  document.documentElement.dataset.theme = theme.value;
}

apply();

const next: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

export function nextTheme(): void {
  theme.value = next[theme.value];
  localStorage.setItem(KEY, theme.value);
  apply();
}
