import { Section } from './page.js';
import { chooseTheme, type Theme, theme } from './theme.js';

/** Chooses the colours of the pages: light, dark, or like the system. */
export function Appearance() {
  return (
    <Section title="Appearance">
      <div className="inline">
        <div className="field">
          <label htmlFor="theme">Colours</label>
          <select
            id="theme"
            defaultValue={theme()}
            onChange={({ target }) => chooseTheme(target.value as Theme)}
          >
            <option value="system">Like the system</option>
            <option value="light">Light</option>
            <option value="dark">Dark</option>
          </select>
        </div>
      </div>
    </Section>
  );
}
