import { createContext, type ReactNode, useContext, useId } from 'react';

interface FormState {
  errors: Record<string, string>;
  busy: boolean;
}
/** The state of a form, for its fields. */
export const FormContext = createContext<FormState>({ errors: {}, busy: false });

interface FieldProps {
  label: string;
  name: string;
  type?: 'text' | 'email' | 'password' | 'url' | 'number' | 'datetime-local';
  hint?: ReactNode;
  autoComplete?: string;
  defaultValue?: string;
  /** The text, for a field whose text the page holds itself. */
  value?: string;
  required?: boolean;
  readOnly?: boolean;
  autoFocus?: boolean;
  /** Called at each change of the text, in a field of one line. */
  onWrite?: (text: string) => void;
  /** How many lines the field shows, for longer text. */
  lines?: number;
}

export function Field({
  label,
  name,
  type = 'text',
  hint,
  required = true,
  autoComplete = 'off',
  lines = 1,
  onWrite,
  ...rest
}: FieldProps) {
  const id = useId();
  const error = useContext(FormContext).errors[name];
  const control = {
    ...{ id, name, autoComplete },
    // Some languages are written from right to left.
    ...(type === 'text' && { dir: 'auto' }),
    'aria-required': required,
    'aria-invalid': error !== undefined,
    'aria-describedby': describedBy(id, error, hint),
    ...rest,
  };
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {!required && <span className="muted"> (optional)</span>}
      </label>
      {lines === 1 ? (
        <input type={type} onChange={({ target }) => onWrite?.(target.value)} {...control} />
      ) : (
        <textarea rows={lines} {...control} />
      )}
      <Described id={id} error={error} hint={hint} />
    </div>
  );
}

interface SelectProps {
  label: string;
  name: string;
  options: [value: string, text: string][];
  defaultValue?: string;
  hint?: ReactNode;
}

export function Select({ label, name, options, defaultValue, hint }: SelectProps) {
  const id = useId();
  const error = useContext(FormContext).errors[name];
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        name={name}
        defaultValue={defaultValue}
        aria-invalid={error !== undefined}
        aria-describedby={describedBy(id, error, hint)}
      >
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      <Described id={id} error={error} hint={hint} />
    </div>
  );
}

interface ChecksProps {
  legend: string;
  name: string;
  options: [value: string, text: string][];
  checked?: string[];
}

/** A group of check boxes. */
export function Checks({ legend, name, options, checked = [] }: ChecksProps) {
  const id = useId();
  const error = useContext(FormContext).errors[name];
  return (
    <fieldset className="field" aria-describedby={describedBy(id, error, undefined)}>
      <legend>{legend}</legend>
      {options.map(([value, text]) => (
        <label key={value} className="check">
          <input
            type="checkbox"
            name={name}
            value={value}
            defaultChecked={checked.includes(value)}
            aria-invalid={error !== undefined}
          />
          {text}
        </label>
      ))}
      <Described id={id} error={error} />
    </fieldset>
  );
}

const sentenceOf = (message: string): string => `${message.charAt(0).toUpperCase()}${message.slice(1)}`;

/** The ids of the texts below a field, for screen readers. */
const describedBy = (id: string, error: string | undefined, hint: ReactNode): string | undefined =>
  [error !== undefined && `${id}e`, hint !== undefined && `${id}h`].filter(Boolean).join(' ') || undefined;

/** The texts below a field: its error and its hint. */
function Described({ id, error, hint }: { id: string; error?: string; hint?: ReactNode }) {
  return (
    <>
      {error !== undefined && (
        <p className="wrong" id={`${id}e`}>
          {sentenceOf(error)}
        </p>
      )}
      {hint !== undefined && (
        <p className="hint" id={`${id}h`}>
          {hint}
        </p>
      )}
    </>
  );
}
