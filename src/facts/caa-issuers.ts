/**
 * Under which domains an authority looks for itself in CAA records, by the organisation in what it issues. Only those whose
 * own documents name few: others answer to dozens of brands, and a guess would be wrong.
 */
const ISSUERS: Readonly<Record<string, readonly string[]>> = {
  "Let's Encrypt": ['letsencrypt.org'],
  'Google Trust Services': ['pki.goog'],
  'Buypass AS-983163327': ['buypass.com', 'buypass.no'],
  'GlobalSign nv-sa': ['globalsign.com'],
  'Actalis S.p.A.': ['actalis.it'],
};

export function caaDomainsOf(organisation: string): readonly string[] | undefined {
  return ISSUERS[organisation];
}
