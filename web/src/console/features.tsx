import { type components, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { useAct, usePages } from '../api/queries.js';
import { Dialog } from '../ui/dialog.js';
import { Field, Form, Select } from '../ui/form.js';
import { State } from '../ui/format.js';
import { List } from '../ui/list.js';
import { Page, Section } from '../ui/page.js';
import { useApi } from './context.js';
import type { Feature } from './reads.js';

const KINDS: Record<Feature['kind'], string> = {
  metered: 'counted within a cycle',
  allocated: 'held',
  switch: 'on or off',
};

/** Lists and edits features, which plans limit. */
export function FeaturesPage() {
  const api = useApi();
  const [open, setOpen] = useState<Feature | 'new' | null>(null);
  const features = usePages(['features'], (cursor) =>
    unwrap(api.GET('/v1/admin/features', { params: { query: { cursor } } })),
  );
  return (
    <Page
      title="Features"
      actions={
        <button type="button" className="primary" onClick={() => setOpen('new')}>
          Add a feature
        </button>
      }
    >
      <Section title="What plans limit">
        <List
          label="Features"
          query={features}
          idOf={({ key }) => key}
          empty="No feature yet. Add what your plans limit."
          columns={[
            { title: 'Name', long: true, cell: ({ name }) => name },
            { title: 'Key', cell: ({ key }) => <code>{key}</code> },
            { title: 'Kind', cell: ({ kind }) => KINDS[kind] },
            { title: 'Unit', cell: ({ unit }) => unit },
            {
              title: 'State',
              cell: ({ retiredAt }) => <State of={retiredAt === null ? 'active' : 'retired'} />,
            },
            {
              title: '',
              numeric: true,
              cell: (feature) => (
                <button type="button" className="plain" onClick={() => setOpen(feature)}>
                  Change<span className="hidden"> {feature.name}</span>
                </button>
              ),
            },
          ]}
        />
      </Section>
      {open === 'new' && <Add onClose={() => setOpen(null)} />}
      {open !== null && open !== 'new' && <Edit feature={open} onClose={() => setOpen(null)} />}
    </Page>
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const api = useApi();
  const add = useAct(
    (body: components['schemas']['CreateFeatureDto']) => unwrap(api.POST('/v1/admin/features', { body })),
    { done: 'The feature is added.', changes: [['features'], ['gate']], inForm: true },
  );
  return (
    <Dialog title="Add a feature" onClose={onClose}>
      <Form
        submit="Add it"
        onCancel={onClose}
        onSubmit={async (values) => {
          await add.mutateAsync({
            key: values.text('key'),
            name: values.text('name'),
            unit: values.text('unit'),
            kind: values.text('kind') as Feature['kind'],
          });
          onClose();
        }}
      >
        <Field label="Name" name="name" />
        <Field label="Key" name="key" hint="Such as api_calls. Programs use it, and it never changes." />
        <Field label="Unit" name="unit" hint="The name of one unit, such as call." />
        <Select label="Kind" name="kind" options={Object.entries(KINDS)} hint="It never changes." />
      </Form>
    </Dialog>
  );
}

function Edit({ feature, onClose }: { feature: Feature; onClose: () => void }) {
  const api = useApi();
  const edit = useAct(
    (body: components['schemas']['EditFeatureDto']) =>
      unwrap(api.PATCH('/v1/admin/features/{key}', { params: { path: { key: feature.key } }, body })),
    { done: `${feature.name} was changed.`, changes: [['features']], inForm: true },
  );
  return (
    <Dialog title={`Change ${feature.name}`} onClose={onClose}>
      <Form
        submit="Save"
        onCancel={onClose}
        onSubmit={async (values) => {
          await edit.mutateAsync(
            values.changesOf({
              name: values.text('name'),
              unit: values.text('unit'),
              retired: values.text('retired') === 'yes',
            }),
          );
          onClose();
        }}
      >
        <Field label="Name" name="name" defaultValue={feature.name} />
        <Field label="Unit" name="unit" defaultValue={feature.unit} />
        <Select
          label="State"
          name="retired"
          defaultValue={feature.retiredAt === null ? 'no' : 'yes'}
          options={[
            ['no', 'Active'],
            ['yes', 'Retired: it gets no new limits'],
          ]}
          hint="Plans and cycles that have a retired feature keep it."
        />
      </Form>
    </Dialog>
  );
}
