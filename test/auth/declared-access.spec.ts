import { Body, Controller, Get, Module, Post, Query } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { DeclaredAccess } from '../../src/auth/access/declared-access.js';
import { DeclaredInput } from '../../src/auth/access/declared-input.js';
import { AllowOperators, Public, PublicOps } from '../../src/common/access.js';
import { PageQuery } from '../../src/common/paging.js';

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

class NoRules {
  anything?: string;
}

@Controller('loose')
@Public()
class LooseController {
  @Get('whole')
  whole(@Query() query: PageQuery): object {
    return query;
  }

  @Post('one')
  one(@Body('amount') amount: number): number {
    return amount;
  }

  @Post('any')
  any(@Body() body: Record<string, unknown>): object {
    return body;
  }

  @Get('bare')
  bare(@Query() query: NoRules): object {
    return query;
  }
}

@Controller('ops')
@PublicOps()
class OpsController {
  @Get()
  any(@Query() query: Record<string, unknown>): object {
    return query;
  }
}

async function boot(...controllers: (new () => object)[]): Promise<void> {
  @Module({ imports: [DiscoveryModule], controllers, providers: [DeclaredAccess, DeclaredInput] })
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

describe('A route that reads input without a DTO that has rules', () => {
  it('stops the boot, and is named', async () => {
    await expect(boot(MarkedController, LooseController)).rejects.toThrow(
      /: LooseController\.one, LooseController\.any, LooseController\.bare$/,
    );
  });

  it('may be one for the machinery around the service, which is lenient', async () => {
    await expect(boot(OpsController)).resolves.toBeUndefined();
  });
});
