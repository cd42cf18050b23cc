import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Timing } from '../../src/dns/client/lookup.ts';
import { nameKey, questionKey } from '../../src/dns/index.ts';
import { encodeMessage } from '../../src/dns/wire/index.ts';
import { FULL } from '../../src/facts/index.ts';
import type { DomainResult, Report } from '../../src/report/schema/report.ts';
import type { Answering } from '../dns/asking.ts';
import { replyTo, startNameServer } from '../servers/name-server.ts';
import { fromZone } from '../servers/zone-answers.ts';
import { mailcheck } from '../support/command.ts';
import { BREAKAGES, type Breakage, type Breaks, breaking } from './broken-transport.ts';
import { DOMAIN, RECORD_SECTIONS, SELECTOR, SELECTORS, ZONE } from './healthy.ts';
import { misfits } from './report-shape.ts';
import { type Ran, run, type Scenario, TIMING } from './scenario.ts';
import { turn } from './turn.ts';

/** Every single exchange of an audit fails once, and every single question for good. */

/** Too large for UDP, so that TCP is used too. */
const LARGE = ['a', 'b', 'c', 'd', 'e', 'f'].map((text) => `@ TXT "${text.repeat(250)}"`).join('\n');

const SHOP = `@ A 198.51.100.80
@ MX 10 mail
@ MX 20 gone
mail A 198.51.100.7
@ TXT "v=spf1 include:spf.vendor.example include:gone.vendor.example a mx ~all"
spf.vendor.example. TXT "v=spf1 ip4:192.0.2.0/26 ?all"
_dmarc TXT "v=DMARC1; p=none; rua=mailto:dmarc@reports.example.net"
${SELECTOR}._domainkey TXT "v=DKIM1; k=rsa; p=AAAA"`;

const WORLDS: Record<string, Answering> = {
  'a healthy domain': fromZone(`${ZONE}\n${LARGE}`),
  'a broken domain': fromZone(`${SHOP}\n${LARGE}`),
};

async function audited(
  world: Answering,
  breaks: Breaks,
  { timing, ...more }: Partial<Scenario> & { timing?: Timing } = {},
): Promise<Ran & { exchanges: number }> {
  const { transports, count } = breaking(breaks);
  const ran = await run({
    way: 'UDP',
    answering: [world],
    client: { transports, ...(timing && { timing }) },
    ...more,
  });
  return { ...ran, exchanges: count() };
}

/** What is found, without what a failed lookup may leave out of its words. */
function found({ findings }: DomainResult): string[] {
  return findings.map(({ rule, subject }) => `${rule} ${subject.name} ${subject.type}`).toSorted();
}

/** That a domain is not even registered says that it has no MX: where the one is not known, the other still is. */
function weaker(finding: string): string {
  return finding.replace('dmarc/uri-unregistered', 'dmarc/uri-no-mx');
}

/** What is wrong with the report of an audit that was disturbed, compared with that of one that was not. */
function wrongIn(disturbed: DomainResult, whole: DomainResult): string[] {
  const known = new Set(found(whole).flatMap((finding) => [finding, weaker(finding)]));
  const news = found(disturbed).filter((finding) => !known.has(finding));
  const isSame = JSON.stringify(found(disturbed)) === JSON.stringify(found(whole));
  const verdicts =
    isSame && disturbed.inconclusive.length === 0 ? [whole.verdict] : [whole.verdict, 'inconclusive'];
  return [
    ...misfits(disturbed),
    ...(news.length === 0 ? [] : [`found ${news}`]),
    ...(verdicts.includes(disturbed.verdict) ? [] : [`the verdict is ${disturbed.verdict}`]),
  ];
}

/** Guesses at selectors are many and all alike: they are tortured once. */
const WITH_GUESSES = 'a healthy domain';

let ran = 0;

/** Undisturbed, and with time enough for no question to be sent twice: so many exchanges an audit has. */
const PATIENT = { firstMs: 5000, leastMs: 5000, mostMs: 5000, totalMs: 8000 };

function undisturbed(
  world: Answering,
  audit: Pick<Scenario, 'guesses' | 'sections'>,
): ReturnType<typeof audited> {
  return audited(world, () => undefined, { ...audit, timing: PATIENT });
}

for (const [what, world] of Object.entries(WORLDS)) {
  describe(`torture of ${what}`, { concurrency: true }, () => {
    for (const breakage of BREAKAGES) {
      it(`the nth exchange is ${breakage}, for each n: it is made good`, async () => {
        const guesses = what === WITH_GUESSES && breakage === 'unreachable';
        const sections = breakage === 'unreachable' ? FULL : RECORD_SECTIONS;
        const whole = await undisturbed(world, { guesses, sections });
        const all = Array.from({ length: whole.exchanges }, (_, index) => index + 1);
        const said = await Promise.all(
          all.map(async (n) => {
            const { result } = await audited(world, (nth) => (nth === n ? breakage : undefined), {
              guesses,
              sections,
            });
            ran++;
            const open = result.inconclusive.map(({ name, type }) => `not answered: ${name} ${type}`);
            return [...wrongIn(result, whole.result), ...open].map((wrong) => `${n}: ${wrong}`);
          }),
        );
        assert.deepEqual(said.flat(), []);
        assert.ok(all.length >= (guesses ? 75 : 15), `${all.length} exchanges`);
      });

      it(`the nth question is ${breakage}, for each n: it has failed, and nothing is missing`, async () => {
        const guesses = what === WITH_GUESSES && breakage === 'malformed';
        const sections = breakage === 'malformed' ? FULL : RECORD_SECTIONS;
        const whole = await undisturbed(world, { guesses, sections });
        const questions = [...whole.answers.keys()];
        const said = await Promise.all(
          questions.map(async (key) => {
            const result = await withoutAnswer(world, key, breakage, { guesses, sections });
            ran++;
            return wrongIn(result, whole.result).map((wrong) => `${key}: ${wrong}`);
          }),
        );
        assert.deepEqual(said.flat(), []);
      });
    }
  });
}

async function withoutAnswer(
  world: Answering,
  key: string,
  breakage: Breakage,
  audit: Pick<Scenario, 'guesses' | 'sections'>,
): Promise<DomainResult> {
  const [name, type] = key.split(' ') as [string, 'TXT'];
  const breaks: Breaks = (_nth, asked) =>
    questionKey(asked.name, asked.type) === key ? breakage : undefined;
  const { result, answers } = await audited(world, breaks, {
    ...audit,
    question: { name: nameKey(name), type },
    timing: { ...TIMING, totalMs: 1500 },
  });
  const status = answers.get(key)?.status;
  assert.ok(status !== 'present' && status !== 'absent', key);
  return result;
}

/** How a server answers so that the lookup fails at once. */
const DISTURBED: readonly Answering[] = [
  () => ({ rcode: 2 }),
  () => ({ rcode: 5 }),
  ({ message }) => encodeMessage(replyTo(message, { edns: undefined })).subarray(0, 20),
];

describe('torture of the command', { concurrency: true }, () => {
  async function commanded(world: Answering, disturbs: (key: string) => Answering | undefined) {
    const end = await turn();
    const server = await startNameServer((query) => {
      const disturbance = disturbs(questionKey(query.name, query.type)) ?? world;
      return disturbance(query);
    });
    const args = [DOMAIN, '--selector', SELECTORS.join(), '--server', server.label, '--json'];
    const { code, stdout, stderr } = await mailcheck(args);
    await server.close();
    end();
    assert.equal(stderr, '');
    const { results } = JSON.parse(stdout) as Report;
    const keys = [...new Set(server.queries.map(({ name, type }) => questionKey(name, type)))];
    return { code, result: results[0]!, keys };
  }

  for (const [what, world] of Object.entries(WORLDS)) {
    it(`each question of ${what} fails: valid JSON, and the exit code that its verdict has`, async () => {
      const whole = await commanded(world, () => undefined);
      // The names that test the resolver are other ones in each run.
      const keys = whole.keys.filter((key) => !/^[0-9a-f]{16,}\.(?:invalid|com) A$/.test(key));
      const said = await Promise.all(
        keys.map(async (key, index) => {
          const disturbance = DISTURBED[index % DISTURBED.length];
          const { code, result } = await commanded(world, (asked) =>
            asked === key ? disturbance : undefined,
          );
          ran++;
          const expected = { pass: 0, fail: 1, inconclusive: 3, invalid: 2 }[result.verdict];
          const wrong = [
            ...wrongIn(result, whole.result),
            ...(code === expected ? [] : [`exit code ${code}`]),
          ];
          return wrong.map((one) => `${key}: ${one}`);
        }),
      );
      assert.deepEqual(said.flat(), []);
    });
  }
});

it('torture: more than 500 audits', () => {
  assert.ok(ran > 500, `${ran}`);
});
