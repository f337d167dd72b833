import { type components, unwrap } from '@tenure/sdk';
import { useQuery } from '@tanstack/react-query';
import { open } from './session.js';

type Config = components['schemas']['PageConfigView'];

/** The name of the product, from the page itself. So the page never shows another name first. */
const named = document.querySelector<HTMLMetaElement>('meta[name="application-name"]')?.content ?? '';

/** The name of the product, the address for help, whether people may sign up, and how payments are collected. */
export function useConfig(): Config {
  const { data } = useQuery({
    queryKey: ['config'],
    queryFn: () => unwrap(open.GET('/v1/config')),
    staleTime: Infinity,
  });
  return data ?? { productName: named, supportEmail: null, signUp: false, payments: 'none' };
}
