import { useId } from 'react';
import { useSearchParams } from 'wouter';
import { Form } from './form.js';

interface Props {
  fields: [name: string, label: string][];
}

/** A search form. Its values are stored in the address when it is sent, so that "back" works and a link shows the same. */
export function Search({ fields }: Props) {
  const [params, setParams] = useSearchParams();
  const id = useId();
  const given = fields.map(([name]) => params.get(name) ?? '');
  return (
    <div className="search" role="search">
      <Form
        // The fields show the values of the address, also after "back".
        key={given.join('\n')}
        quiet
        submit="Search"
        onSubmit={async (values) =>
          setParams((before) => {
            const next = new URLSearchParams(before);
            for (const [name] of fields) {
              const text = values.text(name).trim();
              if (text === '') next.delete(name);
              else next.set(name, text);
            }
            return next;
          })
        }
      >
        {fields.map(([name, label], index) => (
          <div key={name} className="field">
            <label htmlFor={`${id}${name}`}>{label}</label>
            <input id={`${id}${name}`} name={name} autoComplete="off" defaultValue={given[index]} />
          </div>
        ))}
      </Form>
    </div>
  );
}
