import { type ReactNode, type SubmitEvent, useContext, useEffect, useRef, useState } from 'react';
import { FieldErrors, fieldErrorsOf, messageOfWrite } from '../api/problems.js';
import { FormContext } from './fields.js';
import { HoldOpen } from './hold-open.js';

export { Checks, Field, Select } from './fields.js';

/** The values of a form, by the names of its fields. */
export class Values {
  private readonly data: FormData;
  private readonly changed: string[];

  constructor(form: HTMLFormElement) {
    this.data = new FormData(form);
    this.changed = [...form.elements].flatMap((field) => (isChanged(field) ? [field.name] : []));
  }

  /**
   * The members of `body` whose fields were changed. `limits.seats` is a field of the member `limits`. What others changed meanwhile
   * is then not written back.
   */
  changesOf<Body extends object>(body: Body): Partial<Body> {
    const isNamed = ([member]: [string, unknown]) =>
      this.changed.some((name) => name === member || name.startsWith(`${member}.`));
    return Object.fromEntries(Object.entries(body).filter(isNamed)) as Partial<Body>;
  }

  text(name: string): string {
    const value = this.data.get(name);
    return typeof value === 'string' ? value : '';
  }

  /** The text of a field; undefined if it is empty. */
  textIfAny(name: string): string | undefined {
    return this.text(name).trim() === '' ? undefined : this.text(name);
  }

  /** The values of all ticked boxes of this name. */
  list<Item extends string>(name: string): Item[] {
    return this.data.getAll(name).filter((value) => typeof value === 'string') as Item[];
  }

  has(name: string): boolean {
    return this.data.has(name);
  }
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Whether the field has another value than the one that it began with. */
function isChanged(field: Element): field is Control {
  if (field instanceof HTMLSelectElement) {
    // Without a default the browser selects the first option.
    const first = [...field.options].findIndex(({ defaultSelected }) => defaultSelected);
    return field.selectedIndex !== Math.max(first, 0);
  }
  if (field instanceof HTMLInputElement && field.type === 'checkbox')
    return field.checked !== field.defaultChecked;
  return (
    (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) &&
    field.value !== field.defaultValue
  );
}

/** The browser gives the value '' for half a date and for a text that is no number. It must not count as an empty field. */
function refuseUnreadable(form: HTMLFormElement): void {
  const inputs = [...form.elements].filter((field) => field instanceof HTMLInputElement);
  const unreadable = inputs.filter(({ validity }) => validity.badInput);
  if (unreadable.length > 0)
    throw new FieldErrors(
      unreadable.map(({ name, type }) => [name, type === 'number' ? 'is not a number' : 'is not complete']),
    );
}

interface FormProps {
  children: ReactNode;
  submit: string;
  onSubmit: (values: Values) => Promise<unknown>;
  /** Whether the button is red, for an action that cannot be undone. */
  danger?: boolean;
  /** Whether the button is less prominent, for one of several forms of a page. */
  quiet?: boolean;
  onCancel?: () => void;
  /** Explains what to do about an error, instead of the text of the problem. */
  explain?: (error: unknown) => ReactNode;
}

/** Sends the values. An error is shown at the field that it names, or else above the button. The values stay in the form. */
export function Form({
  children,
  submit,
  onSubmit,
  danger = false,
  quiet = false,
  onCancel,
  explain,
}: FormProps) {
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const holdOpen = useContext(HoldOpen);
  const errors = fieldErrorsOf(error);

  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy || form.current === null) return;
    setBusy(true);
    holdOpen(true);
    setError(null);
    try {
      refuseUnreadable(form.current);
      await onSubmit(new Values(form.current));
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
      holdOpen(false);
    }
  };

  useEffect(() => {
    if (error !== null) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);

  const names = new Set([...(form.current?.elements ?? [])].map((field) => field.getAttribute('name')));
  const unshown = Object.entries(errors).filter(([field]) => !names.has(field));
  const isAtField = Object.keys(errors).length > 0;
  return (
    <form ref={form} onSubmit={(event) => void send(event)} noValidate aria-busy={busy}>
      <FormContext value={{ errors, busy }}>{children}</FormContext>
      {error !== null && (!isAtField || unshown.length > 0) && (
        <p className="alert bad" role="alert">
          {isAtField
            ? unshown.map(([field, message]) => `${field} ${message}`).join('; ')
            : (explain?.(error) ?? messageOfWrite(error))}
        </p>
      )}
      <div className="buttons">
        <button type="submit" className={danger ? 'danger' : quiet ? '' : 'primary'} aria-disabled={busy}>
          {submit}
        </button>
        {onCancel !== undefined && (
          <button type="button" aria-disabled={busy} onClick={() => !busy && onCancel()}>
            Cancel
          </button>
        )}
      </div>
    </form>
  );
}
