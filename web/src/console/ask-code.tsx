import { isProblem, unwrap } from '@tenure/sdk';
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { Dialog } from '../ui/dialog.js';
import { CodeField, codeFrom } from '../ui/code-field.js';
import { Form } from '../ui/form.js';
import { useApi } from './context.js';

type WithCode = <Result>(act: () => Promise<Result>) => Promise<Result>;

const Context = createContext<WithCode>((act) => act());

/**
 * Does something for which the service may ask for a code of the second factor again. The operator is asked for it when it
 * does, and the act is tried once more.
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
        <Dialog title="Show a code" onClose={() => asked.answer(false)}>
          <p>This asks for a code of your authenticator app again, every ten minutes.</p>
          <CodeForm onCancel={() => asked.answer(false)} then={() => asked.answer(true)} />
        </Dialog>
      )}
    </Context>
  );
}

/** Shows a code for the present session. */
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
