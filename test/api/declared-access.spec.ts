import { Controller, Get, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { DeclaredAccess } from '../../src/auth/declared-access.js';
import { AllowOperators, Public } from '../../src/common/access.js';

@Controller('marked')
class MarkedController {
  @Get()
  @Public()
  open(): string {
    return 'open';
  }
}

@Controller('whole')
@AllowOperators()
class WholeController {
  @Get()
  closed(): string {
    return 'closed';
  }
}

@Controller('forgotten')
class ForgottenController {
  @Get()
  @Public()
  open(): string {
    return 'open';
  }

  @Get('door')
  door(): string {
    return 'ajar';
  }
}

async function boot(...controllers: (new () => object)[]): Promise<void> {
  @Module({ imports: [DiscoveryModule], controllers, providers: [DeclaredAccess] })
  class SmallApp {}
  const app = (await Test.createTestingModule({ imports: [SmallApp] }).compile()).createNestApplication(
    new FastifyAdapter(),
  );
  try {
    await app.init();
  } finally {
    await app.close();
  }
}

describe('A route that does not say whom it admits', () => {
  it('stops the boot, and is named', async () => {
    await expect(boot(MarkedController, ForgottenController)).rejects.toThrow(
      /ForgottenController\.door \(GET\)$/,
    );
  });

  it('is the only thing that does: marks on the method or on the whole controller are enough', async () => {
    await expect(boot(MarkedController, WholeController)).resolves.toBeUndefined();
  });
});
