/** Also for those who resell it: ZeroSSL’s certificates come from Sectigo. Entrust’s customers went there and to SSL.com. */
const SECTIGO = [
  'sectigo.com',
  'comodo.com',
  'comodoca.com',
  'usertrust.com',
  'trust-provider.com',
  'netsolssl.com',
  'entrust.net',
  'affirmtrust.com',
];

/**
 * Under which domains an authority looks for itself in CAA records, by the organisation in what it issues; the first one is
 * proposed. They are those that the authorities disclose to the root programmes (CCADB, “CAA Identifiers”, read on
 * 2026-11-26 from copies of July 2025 to September 2026), and all that any copy names. Left out: whose names are
 * many and change, as DigiCert’s for brands and resellers; and who issues no more, as Buypass since 31 October 2025.
 */
const ISSUERS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    "Let's Encrypt": ['letsencrypt.org'],
    'Google Trust Services': ['pki.goog'],
    'Sectigo Limited': SECTIGO,
    ZeroSSL: SECTIGO,
    'SSL Corporation': ['ssl.com', 'entrust.net', 'affirmtrust.com'],
    'GlobalSign nv-sa': ['globalsign.com'],
    'GoDaddy.com, Inc.': ['godaddy.com', 'starfieldtech.com'],
    'Starfield Technologies, Inc.': ['starfieldtech.com', 'godaddy.com', 'amazon.com'],
    Amazon: ['amazon.com', 'amazontrust.com', 'awstrust.com', 'amazonaws.com', 'aws.amazon.com'],
    'Actalis S.p.A.': ['actalis.it'],
    'Hellenic Academic and Research Institutions CA': ['harica.gr'],
    'SwissSign AG': ['swisssign.com'],
    'D-Trust GmbH': ['d-trust.net', 'd-trust.de', 'dtrust.de'],
    'Deutsche Telekom Security GmbH': ['telesec.de', 'pki.dfn.de', 'dfn.de'],
  }),
);

/** The organisation is what a stranger’s certificate says. */
export function caaDomainsOf(organisation: string): readonly string[] | undefined {
  return ISSUERS.get(organisation);
}
