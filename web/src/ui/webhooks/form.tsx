import { unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { useRead } from '../../api/queries.js';
import { Checks, Field, Form, type Values } from '../form.js';
import { useSession } from '../session-context.js';
import type { Webhook } from './calls.js';

type Wanted = Webhook['types'];

interface Props {
  webhook?: Webhook;
  submit: string;
  onCancel?: () => void;
  onSubmit: (
    wanted: { url: string; types: Wanted; description: string | undefined },
    values: Values,
  ) => Promise<unknown>;
}

/** Edits where events are sent, and which events. */
export function WebhookForm({ webhook, submit, onCancel, onSubmit }: Props) {
  const { api } = useSession();
  const [all, setAll] = useState(webhook?.types.includes('*') ?? true);
  const types = useRead(['event-types'], () => unwrap(api.GET('/v1/event-types')));
  return (
    <Form
      submit={submit}
      onCancel={onCancel}
      onSubmit={(values) =>
        onSubmit(
          {
            url: values.text('url'),
            types: all ? ['*'] : values.list<Wanted[number]>('types'),
            description: values.textIfAny('description'),
          },
          values,
        )
      }
    >
      <Field
        label="Address"
        name="url"
        type="url"
        defaultValue={webhook?.url}
        hint="It starts with https://."
      />
      <Field
        label="What it is for"
        name="description"
        required={false}
        defaultValue={webhook?.description ?? ''}
      />
      <label className="check">
        <input
          type="checkbox"
          name="types.all"
          checked={all}
          onChange={({ target }) => setAll(target.checked)}
        />
        All events
      </label>
      {!all && (
        <Checks
          legend="These events"
          name="types"
          checked={webhook?.types}
          options={(types.data?.data ?? []).map(({ type }) => [type, type])}
        />
      )}
    </Form>
  );
}
