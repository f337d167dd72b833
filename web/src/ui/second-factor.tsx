import { type components, type Tenure, unwrap } from '@tenure/sdk';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { provedBy } from '../api/problems.js';
import { useAct, useRead } from '../api/queries.js';
import { CodeField, codeFrom } from './code-field.js';
import { Dialog, Secret } from './dialog.js';
import { Field, Form } from './form.js';
import { count, State } from './format.js';
import { Load, Skeleton } from './list.js';
import { Section } from './page.js';

/** Loaded only when somebody switches a second factor on. */
const QrCode = lazy(() => import('./qr-code.js'));

type Begun = components['schemas']['SecondFactorSecretView'];
type Step = { at: 'password' } | { at: 'app'; begun: Begun } | { at: 'codes'; codes: string[] };

const CHANGES = [['second-factor']];

/** Switches codes of an authenticator app on and off, and renews the recovery codes. */
export function SecondFactor({ api }: { api: Tenure }) {
  const [open, setOpen] = useState<'on' | 'renew' | 'off' | null>(null);
  const factor = useRead(['second-factor'], () => unwrap(api.GET('/v1/me/second-factor')));
  const close = () => setOpen(null);
  const button = (what: 'on' | 'renew' | 'off', text: string) => (
    <button type="button" onClick={() => setOpen(what)}>
      {text}
    </button>
  );
  return (
    <Section title="Second factor">
      <Load query={factor} rows={1}>
        {({ enabled, recoveryCodesLeft }) => (
          <>
            <p>
              <State of={enabled ? 'on' : 'off'} />{' '}
              {enabled
                ? `A log-in asks for a code. You have ${count(recoveryCodesLeft, 'recovery code')} left.`
                : 'Use codes of an app on your phone, so that the password alone does not open your account.'}
            </p>
            <div className="buttons">
              {enabled ? (
                <>
                  {button('renew', 'New recovery codes')}
                  {button('off', 'Switch it off')}
                </>
              ) : (
                button('on', 'Switch it on')
              )}
            </div>
          </>
        )}
      </Load>
      {open === 'on' && <SwitchOn api={api} onClose={close} />}
      {open === 'renew' && <Renew api={api} onClose={close} />}
      {open === 'off' && <SwitchOff api={api} onClose={close} />}
    </Section>
  );
}

interface StepProps {
  api: Tenure;
  onClose: () => void;
}

function SwitchOn({ api, onClose }: StepProps) {
  const [step, setStep] = useState<Step>({ at: 'password' });
  const confirm = useAct(
    (code: string) => unwrap(api.POST('/v1/me/second-factor/confirm', { body: { code } })),
    { changes: CHANGES, inForm: true, secret: true },
  );
  if (step.at === 'codes') return <RecoveryCodes codes={step.codes} onStored={onClose} />;
  return (
    <Dialog title="Switch the second factor on" onClose={onClose}>
      {step.at === 'password' ? (
        <Form
          key="password"
          submit="Go on"
          onCancel={onClose}
          onSubmit={async (values) => {
            const body = { password: values.text('password') };
            setStep({
              at: 'app',
              begun: await provedBy('password', unwrap(api.POST('/v1/me/second-factor', { body }))),
            });
          }}
        >
          <Field label="Your password" name="password" type="password" autoComplete="current-password" />
        </Form>
      ) : (
        <Form
          key="app"
          submit="Switch it on"
          onCancel={onClose}
          onSubmit={async (values) => {
            const { recoveryCodes } = await confirm.mutateAsync(codeFrom(values) ?? '');
            setStep({ at: 'codes', codes: recoveryCodes });
          }}
        >
          <ol>
            <li>
              Scan this with your authenticator app, <a href={step.begun.uri}>open it on this device</a>, or
              type the key below into it.
            </li>
            <li>Enter the code that the app shows.</li>
          </ol>
          <Suspense fallback={<Skeleton rows={4} />}>
            <QrCode text={step.begun.uri} label="QR code of the key below" />
          </Suspense>
          <p className="secret">
            <code>{step.begun.secret}</code>
          </p>
          <CodeField first />
        </Form>
      )}
    </Dialog>
  );
}

function Renew({ api, onClose }: StepProps) {
  const [codes, setCodes] = useState<string[] | null>(null);
  const renew = useAct(
    (code: string) => unwrap(api.POST('/v1/me/second-factor/recovery-codes', { body: { code } })),
    { changes: CHANGES, inForm: true, secret: true },
  );
  if (codes !== null) return <RecoveryCodes codes={codes} onStored={onClose} />;
  return (
    <Ask
      title="New recovery codes"
      submit="Make new codes"
      onClose={onClose}
      then={async (code) => setCodes((await renew.mutateAsync(code)).recoveryCodes)}
    >
      <p>The old recovery codes stop working.</p>
    </Ask>
  );
}

function SwitchOff({ api, onClose }: StepProps) {
  const remove = useAct(
    (body: { code: string; password: string }) =>
      provedBy('password', unwrap(api.DELETE('/v1/me/second-factor', { body }))),
    { done: 'The second factor is off.', changes: CHANGES, inForm: true },
  );
  return (
    <Ask
      title="Switch the second factor off?"
      submit="Switch it off"
      danger
      onClose={onClose}
      then={async (code, password) => {
        await remove.mutateAsync({ code, password });
        onClose();
      }}
    >
      <p>After that, your password alone opens your account.</p>
      <Field label="Your password" name="password" type="password" autoComplete="current-password" />
    </Ask>
  );
}

interface AskProps {
  title: string;
  submit: string;
  danger?: boolean;
  children: ReactNode;
  onClose: () => void;
  then: (code: string, password: string) => Promise<unknown>;
}

function Ask({ title, submit, danger, children, onClose, then }: AskProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <Form
        submit={submit}
        danger={danger}
        onCancel={onClose}
        onSubmit={(values) => then(codeFrom(values) ?? '', values.text('password'))}
      >
        {children}
        <CodeField />
      </Form>
    </Dialog>
  );
}

function RecoveryCodes({ codes, onStored }: { codes: string[]; onStored: () => void }) {
  return (
    <Secret title="Your recovery codes" secret={codes.join('\n')} onStored={onStored}>
      Each of them opens your account once, without the app. Keep them in a place where you find them if you
      lose your phone.
    </Secret>
  );
}
