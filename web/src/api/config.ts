import { type components, unwrap } from '@tenure/sdk';
import { useQuery } from '@tanstack/react-query';
import { open } from './session.js';

type Config = components['schemas']['PageConfigView'];

/** The name of the product stands in the page already, so that it never shows another first. */
const named = document.querySelector<HTMLMetaElement>('meta[name="application-name"]')?.content ?? '';

/** What the product is called, where help is, and whether one may sign up. */
export function useConfig(): Config {
  const { data } = useQuery({
    queryKey: ['config'],
    queryFn: () => unwrap(open.GET('/v1/config')),
    staleTime: Infinity,
  });
  return data ?? { productName: named, supportEmail: null, signUp: false, payments: 'none' };
}
