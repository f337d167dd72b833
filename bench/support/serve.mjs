/** The service with two more routes that do nothing after the guard. Other routes are measured against them. */
import 'reflect-metadata';
import { Controller, Get } from '@nestjs/common';
import { built } from '../../scripts/built.mjs';

const { AllowBots, AllowPeople } = await built('src/common/access.js');
const { Chapter, Operation } = await built('src/common/operation.js');
const { AuthModule } = await built('src/auth/auth.module.js');
const { createApp } = await built('src/app.js');
const { loadConfig } = await built('src/config/config.js');

class EmptyController {
  bot() {
    return {};
  }

  person() {
    return {};
  }
}
const decorate = (method, ...decorators) => {
  const descriptor = Object.getOwnPropertyDescriptor(EmptyController.prototype, method);
  for (const decorator of decorators) decorator(EmptyController.prototype, method, descriptor);
};
decorate(
  'bot',
  Get('sdk/empty'),
  AllowBots('usage:read'),
  Operation({ id: 'showNothingToBot', summary: 'Nothing, for bots' }),
);
decorate(
  'person',
  Get('me/empty'),
  AllowPeople(),
  Operation({ id: 'showNothingToPerson', summary: 'Nothing, for people' }),
);
Controller('v1')(EmptyController);
Chapter('Usage')(EmptyController);
Reflect.defineMetadata(
  'controllers',
  [...Reflect.getMetadata('controllers', AuthModule), EmptyController],
  AuthModule,
);

const config = loadConfig(process.env);
const app = await createApp(config);
await app.listen(0, '127.0.0.1');
console.log(`  API         ${await app.getUrl()}`);
process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));
