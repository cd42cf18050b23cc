import { dkimNamesExist } from './dkim.ts';
import { dmarcIsEnforced } from './dmarc.ts';
import { type Profile, untested } from './profile.ts';
import { STARTTLS } from './requirements.ts';
import { spfEndsInAnyFail, spfIsSetUp } from './spf.ts';
import {
  isSigned,
  keysMatchTlsa,
  refusesOldTls,
  rollOverIsPrepared,
  serversAreSigned,
  serversHaveTlsa,
  someServerHasIpv6,
} from './transport.ts';

export const internetNl: Profile = {
  id: 'internet.nl',
  title: 'Internet.nl, the mail test of the Dutch Internet Standards Platform',
  source: {
    title: 'its own tests, as of their source text',
    url: 'https://github.com/internetstandards/Internet.nl',
    asOf: '2026-07-14',
  },
  requirements: [
    { id: 'ipv6', level: 'must', text: 'a mail server has an IPv6 address', test: someServerHasIpv6 },
    { id: 'dnssec', level: 'must', text: 'the domain is signed', test: isSigned },
    { id: 'dnssec-mx', level: 'must', text: 'the names of mail servers are signed', test: serversAreSigned },
    { id: 'dmarc', level: 'must', text: 'DMARC asks to set forged mail aside', test: dmarcIsEnforced },
    { id: 'dkim', level: 'must', text: 'DKIM keys are published', ofSenders: true, test: dkimNamesExist },
    { id: 'spf', level: 'must', text: 'SPF is valid, within its limits', test: spfIsSetUp },
    { id: 'spf-end', level: 'must', text: 'SPF ends in ~all or -all', test: spfEndsInAnyFail },
    STARTTLS,
    { id: 'tls', level: 'must', text: 'mail servers speak TLS 1.2 or newer alone', test: refusesOldTls },
    { id: 'dane', level: 'must', text: 'mail servers have signed TLSA records', test: serversHaveTlsa },
    {
      id: 'dane-match',
      level: 'must',
      text: 'the certificates are those of the TLSA records',
      test: keysMatchTlsa,
    },
    {
      id: 'dane-rollover',
      level: 'should',
      text: 'a TLSA record stands ready for the next key or authority',
      test: rollOverIsPrepared,
    },
    {
      id: 'ciphers',
      level: 'must',
      text: 'mail servers offer good ciphers and key exchanges alone',
      test: () => untested('it would take many connections to each server'),
    },
    {
      id: 'rpki',
      level: 'must',
      text: 'routes to the servers are signed (RPKI)',
      test: () => untested('the DNS does not tell; it takes the data of the registries'),
    },
  ],
};
