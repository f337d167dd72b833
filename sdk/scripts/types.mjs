import openapiTS, { astToString } from 'openapi-typescript';

const HEAD = `/** Made by \`npm run sdk:generate\` from the documents in openapi/. Not written by hand. */\n\n`;

/** Makes the types of an OpenAPI document. */
export const typesOf = async (document) => HEAD + astToString(await openapiTS(structuredClone(document)));
