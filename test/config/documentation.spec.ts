import { readFile } from 'node:fs/promises';
import { configurationPage, describedVariables, environmentExample } from '../support/configuration.js';

describe('The documentation of the configuration', () => {
  it('says of every variable what it is for', () => {
    const variables = describedVariables();
    expect(variables.length).toBeGreaterThan(25);
    expect(variables.filter(({ description }) => !description?.trim()).map(({ name }) => name)).toEqual([]);
  });

  it('is what src/config/variables.ts says; npm run configuration writes it', async () => {
    expect(await readFile('docs/configuration.md', 'utf8')).toBe(configurationPage());
    expect(await readFile('.env.example', 'utf8')).toBe(environmentExample());
  });
});
