import { type components, unwrap } from '@tenure/sdk';
import { useQuery } from '@tanstack/react-query';
import { open } from './session.js';

type Config = components['schemas']['PageConfigView'];

/** The name of the product, from the page itself. So the page never shows another name first. */
const named = document.querySelector<HTMLMetaElement>('meta[name="application-name"]')?.content ?? '';

/** Reads the settings of the pages. */
export const useReadConfig = () =>
  useQuery({ queryKey: ['config'], queryFn: () => unwrap(open.GET('/v1/config')), staleTime: Infinity });

/**
 * The name of the product, the address for help, whether people may sign up, and how payments are collected. Until they are known,
 * a page shows nothing that depends on them. A page that would refuse something reads `useReadConfig`.
 */
export function useConfig(): Config {
  const { data } = useReadConfig();
  return data ?? { productName: named, supportEmail: null, signUp: false, payments: 'none' };
}
