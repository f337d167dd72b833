import { useId } from 'react';
import { useSearchParams } from 'wouter';

interface Named {
  label: string;
  /** The name of the parameter in the address. */
  name: string;
}

interface FilterProps extends Named {
  /** The first option has an empty value. It applies if the address has no parameter. */
  options: readonly (readonly [value: string, text: string])[];
}

/** A choice that is stored in the address, so that "back" works and a link shows the same. */
export function Filter({ label, name, options }: FilterProps) {
  const [value, choose] = useParam(name);
  return <Choice label={label} value={value} onChoose={choose} options={options} />;
}

interface ChoiceProps extends Pick<FilterProps, 'label' | 'options'> {
  value: string;
  onChoose: (value: string) => void;
}

/** A choice of one option. */
export function Choice({ label, value, onChoose, options }: ChoiceProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => onChoose(target.value)}>
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A day in UTC that is stored in the address. */
export function DayFilter({ label, name }: Named) {
  const id = useId();
  const [value, choose] = useParam(name);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} type="date" value={dayOf(value) ?? ''} onChange={({ target }) => choose(target.value)} />
    </div>
  );
}

/** Reads a day from the address. A person can write any address, so a text that is not a day is ignored. */
export const dayOf = (text: string | null): string | undefined =>
  text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;

/** How many months of the past can be chosen. */
const MONTHS = 24;
const monthName = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** A month in UTC that is stored in the address. `usual` is the newest month. It applies if the address has no month. */
export function MonthFilter({ label, name, usual }: Named & { usual: string }) {
  const [value, choose] = useParam(name);
  const [year = 0, month = 1] = usual.split('-').map(Number);
  const chosen = monthOf(value) ?? usual;
  const months = Array.from({ length: MONTHS }, (_, back) =>
    new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7),
  );
  return (
    <Choice
      label={label}
      value={chosen}
      onChoose={(each) => choose(each === usual ? '' : each)}
      options={[...new Set([...months, chosen])].map((each) => [each, monthName.format(new Date(each))])}
    />
  );
}

/** Reads a month from the address. A text that is not a month is ignored. */
export const monthOf = (text: string | null): string | undefined =>
  text !== null && /^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? text : undefined;

/** One parameter of the address; empty if the address does not have it. */
export function useParam(name: string): [value: string, choose: (value: string) => void] {
  const [params, setParams] = useSearchParams();
  const choose = (value: string) =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      if (value === '') next.delete(name);
      else next.set(name, value);
      return next;
    });
  return [params.get(name) ?? '', choose];
}
