import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complaints, correctDomains } from './correct.ts';

describe('correct domains', () => {
  const domains = correctDomains();
  for (const { file, title, resolver, audit } of domains) {
    it(`${file} ${title}: no error, no warning`, async () => {
      const result = await audit(resolver);
      assert.deepEqual(complaints(result), []);
      assert.deepEqual(result.inconclusive, []);
      assert.deepEqual(result.skipped, [], 'what was not asked proves nothing');
      assert.equal(result.verdict, 'pass');
      assert.equal(result.posture?.protection, 'enforced');
    });
  }

  it('are enough to tell', () => assert.ok(domains.length >= 90, `only ${domains.length}`));
});
