export const SHOW = 'SHOW_FIGURES';

/** Tells what a test measured to the proof that runs it, or to whoever asks for it with SHOW_FIGURES=on. */
export function figure(told: string): void {
  if (process.env[SHOW]) process.stderr.write(`figure: ${told}\n`);
}
