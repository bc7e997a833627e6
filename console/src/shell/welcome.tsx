import { EmptyState } from '../parts/empty-state.tsx';

/** What is shown without the token of a running emulator. */
export function Welcome() {
  return (
    <main class="page-message">
      <h1 class="visually-hidden">alr console</h1>
      <EmptyState title="Open the console from the terminal" command="npx alr-builder local --open">
        This page needs the token of a running emulator, which is in the address that the emulator prints. Press o
        there, or open the address again.
      </EmptyState>
    </main>
  );
}
