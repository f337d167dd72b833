import { DAY } from './days.js';
import { Dialog, Secret } from './dialog.js';
import { Checks, Field, Form, Select, type Values } from './form.js';

/** A key that was just made. It can be read now, and never again. */
export interface MadeKey {
  name: string;
  apiKey: string;
}

interface MadeProps {
  onClose: () => void;
  /** Closes the dialog and shows the key. */
  onMade: (key: MadeKey) => void;
}

interface CreateProps<Scope extends string> extends MadeProps {
  scopes: [Scope, string][];
  /** The scopes that are chosen at first. */
  checked?: Scope[];
  /** The hint for the name. */
  hint: string;
  /** Whether the key needs a name. */
  named: boolean;
  /** The present time of a business on a test clock. */
  now?: string | null;
  create: (key: { name?: string; scopes: Scope[]; expiresAt?: string }) => Promise<MadeKey>;
}

/** Asks for the name, the scopes and the expiry of a new key. */
export function CreateKey<Scope extends string>({
  scopes,
  checked,
  hint,
  named,
  now = null,
  create,
  onClose,
  onMade,
}: CreateProps<Scope>) {
  return (
    <Dialog title="Create a key" onClose={onClose}>
      <Form
        submit="Create the key"
        onCancel={onClose}
        onSubmit={async (values) => {
          const name = values.textIfAny('name');
          onMade(await create({ name, scopes: values.list<Scope>('scopes'), ...expiryOf(values, now) }));
        }}
      >
        <Field label="Name" name="name" required={named} hint={hint} />
        <Checks legend="It may" name="scopes" options={scopes} checked={checked} />
        <Expiry />
      </Form>
    </Dialog>
  );
}

interface RotateProps extends MadeProps {
  of: { name: string; lastFour: string };
  rotate: (overlapSeconds: number) => Promise<MadeKey>;
}

/** Replaces a key by a new one. The old key still works for a chosen time, so that the program can change to the new key. */
export function RotateKey({ of, rotate, onClose, onMade }: RotateProps) {
  return (
    <Dialog title={`Rotate ${of.name}`} onClose={onClose}>
      <Form
        submit="Make the new key"
        onCancel={onClose}
        onSubmit={async (values) => onMade(await rotate(overlapOf(values)))}
      >
        <p>A new key replaces the key that ends in {of.lastFour}.</p>
        <Overlap />
      </Form>
    </Dialog>
  );
}

/** Shows a new key, once. */
export function KeySecret({ of, onStored }: { of: MadeKey; onStored: () => void }) {
  return (
    <Secret title={`The key ${of.name}`} secret={of.apiKey} onStored={onStored}>
      Give this key to the program that uses it, and keep it out of its source code.
    </Secret>
  );
}

/** Asks after how many days a new key expires. */
function Expiry() {
  return (
    <Select
      label="It expires"
      name="expires"
      options={[
        ['', 'Never'],
        ['30', 'In 30 days'],
        ['90', 'In 90 days'],
        ['365', 'In a year'],
      ]}
    />
  );
}

function expiryOf(values: Values, now: string | null): { expiresAt?: string } {
  const days = Number(values.text('expires'));
  const begins = now === null ? Date.now() : Date.parse(now);
  return days > 0 ? { expiresAt: new Date(begins + days * DAY).toISOString() } : {};
}

/** Asks how long the old key works beside the new one. */
function Overlap() {
  return (
    <Select
      label="The old key stops working"
      name="overlap"
      options={[
        ['0', 'At once'],
        ['3600', 'In an hour'],
        ['86400', 'In a day'],
        ['604800', 'In a week'],
      ]}
      defaultValue="86400"
    />
  );
}

const overlapOf = (values: Values): number => Number(values.text('overlap'));
