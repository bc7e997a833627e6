import { render } from 'preact';
import { takeToken } from './api/token.ts';
import { App } from './shell/app.tsx';
import { Welcome } from './shell/welcome.tsx';
import { ConsoleStore } from './state/console-store.ts';
import { StoreContext } from './state/current.ts';
import './style/tokens.css';
import './style/base.css';
import './style/controls.css';
import './style/shell.css';
import './style/timeline.css';
import './style/invocation.css';
import './style/sources.css';
import './style/panels.css';
import './style/invoke.css';

const root = document.getElementById('console');
const token = takeToken();
if (root) {
  if (token === undefined) {
    render(<Welcome />, root);
  } else {
    const store = new ConsoleStore(token);
    store.start();
    render(
      <StoreContext.Provider value={store}>
        <App />
      </StoreContext.Provider>,
      root,
    );
  }
}
