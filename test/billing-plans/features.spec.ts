import { startTenure, type Tenure } from '../support/tenure.js';
import { rowCounts } from '../support/operations.js';
import { FIELDS, fields, INSTANT } from '../support/shapes.js';

describe('Features', () => {
  let tenure: Tenure;
  let token: string;
  beforeAll(async () => {
    tenure = await startTenure();
    token = await tenure.operator();
  });
  afterAll(() => tenure.close());

  const create = (body: object) => tenure.post('/v1/admin/features', { token, body });
  const edit = (key: string, body: object) => tenure.patch(`/v1/admin/features/${key}`, { token, body });
  const list = async () => (await tenure.get('/v1/admin/features', { token })).body;

  it('are listed, newest first, seats among them', async () => {
    const { data, nextCursor } = await list();
    expect(nextCursor).toBeNull();
    expect(data.map(({ key, kind }: { key: string; kind: string }) => [key, kind])).toEqual([
      ['export', 'switch'],
      ['applications', 'allocated'],
      ['recordings', 'metered'],
      ['seats', 'allocated'],
    ]);
    for (const feature of data) expect(fields(feature)).toEqual(FIELDS.feature);
  });

  it('of plans on sale are public, by name and unit; others are not', async () => {
    await create({ key: 'hidden-one', name: 'Hidden', unit: 'piece', kind: 'metered' });
    const { body } = await tenure.get('/v1/features');
    expect(body.data).not.toContainEqual(expect.objectContaining({ key: 'hidden-one' }));
    expect(body.data).toContainEqual({
      key: 'recordings',
      name: 'Recordings',
      unit: 'recording',
      kind: 'metered',
    });
  });

  it.each(['metered', 'allocated', 'switch'])('can be made of kind %s', async (kind) => {
    const feature = { key: `made-${kind}`, name: 'Made', unit: 'piece', kind };
    expect(await create(feature)).toMatchObject({ status: 201, body: { ...feature, retiredAt: null } });
    expect((await list()).data[0]).toEqual({ ...feature, retiredAt: null });
  });

  it('are made once: their key is taken for ever, retired or not', async () => {
    const feature = { key: 'once', name: 'Once', unit: 'once', kind: 'metered' };
    await create(feature);
    await edit('once', { retired: true });
    const before = await rowCounts(tenure);
    expect(await create(feature)).toMatchObject({ status: 409, body: { code: 'code_taken' } });
    expect(await create({ ...feature, key: 'seats' })).toMatchObject({
      status: 409,
      body: { code: 'code_taken' },
    });
    expect(await rowCounts(tenure)).toEqual(before);
  });

  it('can be renamed, retired and brought back, never of another key or kind', async () => {
    await create({ key: 'pages', name: 'Pages', unit: 'page', kind: 'metered' });
    expect((await edit('pages', { name: 'Sheets', unit: 'sheet' })).body).toEqual({
      key: 'pages',
      name: 'Sheets',
      unit: 'sheet',
      kind: 'metered',
      retiredAt: null,
    });
    const retired = await edit('pages', { retired: true });
    expect(retired.body).toMatchObject({ name: 'Sheets', retiredAt: expect.stringMatching(INSTANT) });
    expect((await edit('pages', { retired: true })).body).toEqual(retired.body);
    expect((await edit('pages', { retired: false })).body.retiredAt).toBeNull();
    for (const field of ['key', 'kind']) {
      expect(await edit('pages', { [field]: 'switch' })).toMatchObject({
        status: 400,
        body: { errors: [{ field }] },
      });
    }
    expect(await edit('nothing', { name: 'x' })).toMatchObject({
      status: 404,
      body: { code: 'unknown_feature' },
    });
  });

  it('called seats may be renamed, not retired', async () => {
    expect((await edit('seats', { name: 'People' })).body).toMatchObject({
      name: 'People',
      kind: 'allocated',
    });
    const refused = await edit('seats', { retired: true, name: 'Nobody' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'managed_feature' } });
    expect((await list()).data.at(-1)).toMatchObject({ key: 'seats', name: 'People', retiredAt: null });
  });

  it('that are retired go on for those who have them', async () => {
    const { key } = await tenure.signUp();
    await edit('recordings', { retired: true });
    const spent = await tenure.post('/v1/usage', { key, body: { feature: 'recordings' } });
    await edit('recordings', { retired: false });
    expect(spent).toMatchObject({ status: 200, body: { used: 1 } });
  });
});
