import type { ReactNode } from 'react';

interface ButtonProps<Input> {
  /** The action, as `useAct` returns it. It is not begun again while it runs. */
  act: { isPending: boolean; variables: Input | undefined; mutate: (input: Input) => void };
  input: Input;
  className?: string;
  children: ReactNode;
}

/** A button that runs an action, and shows that it runs. Other buttons of the action wait, but do not look busy. */
export function Button<Input>({ act, input, className, children }: ButtonProps<Input>) {
  const isBusy = act.isPending && JSON.stringify(act.variables) === JSON.stringify(input);
  return (
    <button
      type="button"
      className={className}
      aria-disabled={act.isPending}
      aria-busy={isBusy}
      onClick={() => !act.isPending && act.mutate(input)}
    >
      {children}
    </button>
  );
}
