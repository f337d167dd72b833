import { type components, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { Link } from 'wouter';
import { useAct } from '../api/queries.js';
import { Button } from '../ui/button.js';
import { Action, Dialog } from '../ui/dialog.js';
import { Field, Form } from '../ui/form.js';
import { At, count } from '../ui/format.js';
import { List } from '../ui/list.js';
import { Page, Section } from '../ui/page.js';
import { type Clock, KEY, theClock, useTestClocks } from './clocks.js';
import { useApi } from './context.js';
import { utc } from './utc.js';

const OTHER = { succeed: 'decline', decline: 'succeed' } as const;

/** Lists and advances test clocks. A business on a test clock lives at its time, to rehearse what will happen. */
export function TestClocksPage() {
  const api = useApi();
  const [open, setOpen] = useState<Clock | 'new' | null>(null);
  const clocks = useTestClocks();
  const remove = useAct(
    (id: string) => unwrap(api.DELETE('/v1/admin/test-clocks/{id}', { params: { path: { id } } })),
    { done: 'The clock is deleted.', changes: [KEY], inForm: true },
  );
  const pay = useAct(
    ({ id, payments }: Pick<Clock, 'id' | 'payments'>) =>
      unwrap(api.PATCH('/v1/admin/test-clocks/{id}', { params: { path: { id } }, body: { payments } })),
    { changes: [KEY] },
  );
  return (
    <Page
      title="Test clocks"
      actions={
        <button type="button" className="primary" onClick={() => setOpen('new')}>
          Make a clock
        </button>
      }
    >
      <Section title="Clocks">
        <List
          label="Test clocks"
          query={clocks}
          idOf={({ id }) => id}
          empty="No test clock. Make one, create a business on it, and let time pass."
          columns={[
            { title: 'Name', long: true, cell: ({ id, name }) => name ?? <code>{id}</code> },
            { title: 'It is', cell: ({ now }) => <At at={now} /> },
            {
              title: 'Businesses',
              cell: (clock) => (
                <Link href={`/businesses?testClockId=${clock.id}`}>
                  Show<span className="hidden"> the businesses of {theClock(clock)}</span>
                </Link>
              ),
            },
            { title: 'Payments', cell: ({ payments }) => `${payments}` },
            {
              title: '',
              numeric: true,
              cell: (clock) => (
                <div className="buttons">
                  <Button
                    className="plain"
                    act={pay}
                    input={{ id: clock.id, payments: OTHER[clock.payments] }}
                  >
                    Let payments {OTHER[clock.payments]}
                    <span className="hidden"> on {theClock(clock)}</span>
                  </Button>
                  <button type="button" className="plain" onClick={() => setOpen(clock)}>
                    Advance<span className="hidden"> {theClock(clock)}</span>
                  </button>
                  <Action
                    label="Delete"
                    of={theClock(clock)}
                    className="plain"
                    title={`Delete ${theClock(clock)}?`}
                    confirm="Delete the clock"
                    onConfirm={() => remove.mutateAsync(clock.id)}
                  >
                    <p>A clock that a business is on cannot be deleted.</p>
                  </Action>
                </div>
              ),
            },
          ]}
        />
      </Section>
      {open === 'new' && <Make onClose={() => setOpen(null)} />}
      {open !== null && open !== 'new' && <Advance clock={open} onClose={() => setOpen(null)} />}
    </Page>
  );
}

function Make({ onClose }: { onClose: () => void }) {
  const api = useApi();
  const make = useAct(
    (body: components['schemas']['CreateTestClockDto']) =>
      unwrap(api.POST('/v1/admin/test-clocks', { body })),
    {
      done: 'The clock was created.',
      changes: [KEY],
      inForm: true,
    },
  );
  return (
    <Dialog title="Make a clock" onClose={onClose}>
      <Form
        submit="Make it"
        onCancel={onClose}
        onSubmit={async (values) => {
          await make.mutateAsync({ name: values.textIfAny('name'), now: utc(values.text('now')) });
          onClose();
        }}
      >
        <Field label="What it is for" name="name" required={false} />
        <Field
          label="It begins at"
          name="now"
          type="datetime-local"
          defaultValue={new Date().toISOString().slice(0, 16)}
          hint="In UTC."
        />
      </Form>
    </Dialog>
  );
}

function Advance({ clock, onClose }: { clock: Clock; onClose: () => void }) {
  const api = useApi();
  const [told, setTold] = useState<string | null>(null);
  const advance = useAct(
    (to: string) =>
      unwrap(
        api.POST('/v1/admin/test-clocks/{id}/advance', { params: { path: { id: clock.id } }, body: { to } }),
      ),
    {
      changes: [KEY, ['business']],
      inForm: true,
      then: ({ renewed, switched, ended }) =>
        setTold(
          `${count(renewed, 'renewal')}, ${count(switched, 'switch', 'switches')}, ${count(ended, 'end')}.`,
        ),
    },
  );
  return (
    <Dialog title={clock.name === null ? 'Advance the clock' : `Advance ${clock.name}`} onClose={onClose}>
      {told === null ? (
        <Form
          submit="Advance it"
          onCancel={onClose}
          onSubmit={(values) => advance.mutateAsync(utc(values.text('to')))}
        >
          <Field
            label="To"
            name="to"
            type="datetime-local"
            defaultValue={clock.now.slice(0, 16)}
            hint="In UTC. Every cycle that is over by then is renewed. A clock never goes back."
          />
        </Form>
      ) : (
        <>
          <p role="status">Time has passed: {told}</p>
          <div className="buttons">
            <button type="button" onClick={onClose}>
              Close
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
