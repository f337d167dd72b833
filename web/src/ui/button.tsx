import type { ReactNode } from 'react';

interface ButtonProps<Input> {
  /** The action, as `useAct` returns it. It is not begun again while it runs. */
  act: { isPending: boolean; mutate: (input: Input) => void };
  input: Input;
  className?: string;
  children: ReactNode;
}

/** A button that runs an action, and shows that it runs. */
export function Button<Input>({ act, input, className, children }: ButtonProps<Input>) {
  return (
    <button
      type="button"
      className={className}
      aria-disabled={act.isPending}
      aria-busy={act.isPending}
      onClick={() => !act.isPending && act.mutate(input)}
    >
      {children}
    </button>
  );
}
