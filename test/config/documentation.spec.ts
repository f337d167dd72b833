import { readFile } from 'node:fs/promises';
import { variables } from '../../src/config/variables.js';
import { configurationPage, describedVariables, environmentExample } from '../support/configuration.js';

describe('The documentation of the configuration', () => {
  it('says of every variable what it is for', () => {
    const described = describedVariables();
    expect(described.length).toBeGreaterThan(25);
    expect(described.filter(({ description }) => !description?.trim()).map(({ name }) => name)).toEqual([]);
  });

  it('gives defaults that can be written in the environment and mean the same', () => {
    const written = describedVariables().filter(({ standard }) => standard !== '');
    expect(written.length).toBeGreaterThan(20);
    const environment = Object.fromEntries(written.map(({ name, standard }) => [name, standard]));
    expect(variables.parse(environment)).toEqual(variables.parse({}));
  });

  it('is what src/config/variables.ts says; npm run configuration writes it', async () => {
    expect(await readFile('docs/configuration.md', 'utf8')).toBe(configurationPage());
    expect(await readFile('.env.example', 'utf8')).toBe(environmentExample());
  });
});
