import type { Trigger } from '../configuration.ts';
import type { FunctionFile, TriggerFile } from '../functions/function-files.ts';
import type { Settings } from '../keys/settings.ts';
import { formatProblem, type Problem } from '../read/problem.ts';
import type { ConfiguredArn } from './existing-resources.ts';
import { type KeyState, type Validation, validate } from './validate.ts';

/** The result of validating a function of a configuration. */
export interface FunctionValidation {
  readonly file: FunctionFile;
  /** Undefined if there are problems. */
  readonly settings: (Omit<Settings, 'trigger'> & { readonly triggers: readonly Trigger[] }) | undefined;
  /** The settings with each of its triggers that is valid, even if the rest is incomplete; see {@link Validation.draft}. */
  readonly drafts: readonly FunctionDraft[];
  /** The states of the keys by the triggers, of which each has those of the function too. */
  readonly states: readonly (readonly KeyState[])[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly arns: readonly ConfiguredArn[];
}

/** The settings of a function, and one of its triggers, of a configuration that may be incomplete. */
export interface FunctionDraft {
  readonly lambda: Settings['lambda'];
  readonly trigger: Trigger;
}

/** Validates a function of a configuration with each of its triggers. */
export function validateFunction(file: FunctionFile, directory: string): FunctionValidation {
  const validations = file.triggers.map((trigger) => ({
    trigger,
    ...validate(trigger.content, directory, trigger.generated),
  }));
  const [first] = validations;
  const triggers = validations.flatMap(({ trigger, settings }): Trigger[] =>
    settings === undefined ? [] : [namedTrigger(settings, trigger)],
  );
  const isValid = triggers.length === validations.length;
  return {
    file,
    settings: isValid && first?.settings !== undefined ? { ...first.settings, triggers } : undefined,
    drafts: validations.flatMap(({ trigger, draft }) =>
      draft === undefined ? [] : [{ lambda: draft.lambda, trigger: namedTrigger(draft, trigger) }],
    ),
    states: validations.map(({ states, trigger }) => states.map((state) => stateInUserTerms(state, trigger))),
    problems: unique(validations.flatMap(({ problems, trigger }) => problemsInUserTerms(problems, trigger))),
    warnings: unique(validations.flatMap(({ warnings, trigger }) => problemsInUserTerms(warnings, trigger))),
    arns: validations.flatMap(({ arns }) => arns),
  };
}

function namedTrigger(settings: Settings, { name, qualifier, content, generated }: TriggerFile): Trigger {
  const hasGeneratedName = [...generated.keys()].some(
    (key) => key.startsWith('trigger.') && content.settings.get(key)?.kind !== 'text',
  );
  return { ...settings.trigger, name, qualifier, hasGeneratedName };
}

function stateInUserTerms(state: KeyState, trigger: TriggerFile): KeyState {
  return { ...state, problems: problemsInUserTerms(state.problems, trigger) };
}

function problemsInUserTerms(problems: Validation['problems'], trigger: TriggerFile): Problem[] {
  return problems.map(({ location, message }) => ({ location, message: trigger.inUserTerms(message) }));
}

/** What concerns the function is found with each of its triggers. */
export function unique(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
}
