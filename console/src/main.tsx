import { render } from 'preact';
import { App } from './shell/app.tsx';
import { Welcome } from './shell/welcome.tsx';
import { hasToken, store } from './state/current.ts';
import { escapeShownTexts } from './state/escape-shown-texts.ts';
import './style/tokens.css';
import './style/base.css';
import './style/controls.css';
import './style/shell.css';
import './style/timeline.css';
import './style/invocation.css';
import './style/sources.css';
import './style/invoke.css';

const root = document.getElementById('console');
if (root) {
  escapeShownTexts();
  if (hasToken) store.start();
  render(hasToken ? <App /> : <Welcome />, root);
}
