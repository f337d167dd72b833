import { Field, type Values } from './form.js';

/** Asks for a code of the second factor. `codeFrom` reads it. With `first` there are no recovery codes yet. */
export function CodeField({ autoFocus, first = false }: { autoFocus?: boolean; first?: boolean }) {
  return (
    <Field
      label="Code"
      name="code"
      autoComplete="one-time-code"
      hint={`Six digits of your authenticator app${first ? '' : ', or a recovery code'}.`}
      autoFocus={autoFocus}
    />
  );
}

/** The code without spaces and hyphens; undefined if no code was asked for. */
export const codeFrom = (values: Values): string | undefined =>
  values.textIfAny('code')?.replaceAll(/[\s-]/g, '');
