import { isProblem, unwrap } from '@tenure/sdk';
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { Dialog } from '../ui/dialog.js';
import { CodeField, codeFrom } from '../ui/code-field.js';
import { Form } from '../ui/form.js';
import { useApi } from './context.js';

type WithCode = <Result>(act: () => Promise<Result>) => Promise<Result>;

const Context = createContext<WithCode>((act) => act());

/**
 * Runs an action for which the service may ask for a code of the second factor again. Then the operator enters a code, and the
 * action runs once more.
 */
export const useWithCode = (): WithCode => useContext(Context);

export function AskCode({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<{ answer: (shown: boolean) => void } | null>(null);
  const withCode: WithCode = useCallback(async (act) => {
    try {
      return await act();
    } catch (error) {
      if (!isProblem(error, 'second_factor_required') || error.problem.next !== 'verify') throw error;
      const shown = await new Promise<boolean>((answer) => setAsked({ answer }));
      setAsked(null);
      if (!shown) throw error;
      return act();
    }
  }, []);
  return (
    <Context value={withCode}>
      {children}
      {asked !== null && (
        <Dialog title="Enter a code" onClose={() => asked.answer(false)}>
          <p>For this, the service asks for a code of your authenticator app every ten minutes.</p>
          <CodeForm onCancel={() => asked.answer(false)} then={() => asked.answer(true)} />
        </Dialog>
      )}
    </Context>
  );
}

/** Asks for a code, and shows it to the service for the present session. */
export function CodeForm({ then, onCancel }: { then: () => void; onCancel?: () => void }) {
  const api = useApi();
  return (
    <Form
      submit="Go on"
      onCancel={onCancel}
      onSubmit={async (values) => {
        const code = codeFrom(values) ?? '';
        await unwrap(api.POST('/v1/me/second-factor/verify', { body: { code } }));
        then();
      }}
    >
      <CodeField />
    </Form>
  );
}
