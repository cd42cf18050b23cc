import { attempt } from './attempt.ts';
import { dkimBits, dkimIsSetUp } from './dkim.ts';
import { dmarcNamesPolicy } from './dmarc.ts';
import { sendersHaveReverseNames } from './hosts.ts';
import { type Requirement, type Test, unknown, untested } from './profile.ts';
import { spfIsSetUp } from './spf.ts';
import { offersStartTls } from './transport.ts';

/** What several sources ask for in like words. */

const outside: Test = () => untested('cannot be tested from outside');

/** Beside what a domain sends, not in its records. */
export function ofMessages(id: string, text: string, level: Requirement['level'] = 'must'): Requirement {
  return { id, level, text, ofSenders: true, test: outside };
}

function ofSenders(id: string, text: string, test: Test, level: Requirement['level'] = 'must'): Requirement {
  return { id, level, text, ofSenders: true, test };
}

export const SPF = ofSenders('spf', 'SPF is set up', spfIsSetUp);
export const DKIM = ofSenders('dkim', 'DKIM is set up', dkimIsSetUp);
export const SPF_OR_DKIM = ofSenders('spf-or-dkim', 'SPF or DKIM is set up', either(spfIsSetUp, dkimIsSetUp));
export const DMARC = ofSenders('dmarc', 'a DMARC record names a policy, none at least', dmarcNamesPolicy);
export const KEY_1024 = ofSenders('dkim-1024', 'DKIM keys have 1024 bits or more', dkimBits(1024));
export const KEY_2048 = ofSenders('dkim-2048', 'DKIM keys have 2048 bits', dkimBits(2048), 'should');
export const REVERSE = ofSenders(
  'reverse-dns',
  'addresses that send have reverse names that lead back',
  sendersHaveReverseNames,
);
export const ALIGNED = ofMessages('aligned', 'From is aligned with SPF or DKIM');
export const TLS = ofMessages('tls', 'mail is sent over TLS');
export const SPAM_RATE = ofMessages('spam-rate', 'fewer than 0.3 % of messages are reported as spam');
export const FORMAT = ofMessages('format', 'messages follow RFC 5321 and RFC 5322');
export const GMAIL_FROM = ofMessages('gmail-from', 'From is no address of Gmail');
export const UNSUBSCRIBE = ofMessages('unsubscribe', 'marketing mail can be unsubscribed from');

export const STARTTLS: Requirement = {
  id: 'starttls',
  level: 'must',
  text: 'mail servers offer STARTTLS',
  test: offersStartTls,
};

export const OLD_TLS: Requirement = {
  id: 'old-tls',
  level: 'must',
  text: 'mail servers refuse SSLv2, SSLv3, RC4 and 3DES',
  test: () => untested('no client of today speaks these any more, so none can try'),
};

function either(one: Test, other: Test): Test {
  return (records) => {
    const told = [one, other].map((test) => attempt(test, records));
    const first = told.find(({ status }) => status === 'met');
    if (first !== undefined) return first;
    const open = told.filter(({ status }) => status === 'unknown');
    const because = (open.length > 0 ? open : told).map((each) => each.because).join('; ');
    if (open.length === 0) return { status: 'unmet', because };
    return { ...unknown(because), blockedBy: open.flatMap(({ blockedBy = [] }) => blockedBy) };
  };
}
